"""No form of a secret passes, and nothing else is lost."""

from __future__ import annotations

import base64
import binascii
import html
import json
import quopri
import unicodedata
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.printable import printable
from postroom.model.redaction import SHORT, Redactor
from postroom.model.secret import REDACTED, Secret

USER = "ada@example.org"
PASSWORDS = [
    "hunter22",
    "Correct Horse Battery Staple",
    "a\"b\\c'd<e>&f",
    "pa%ss=word+1/2",
    "Zürich-Straße",
    "пароль",
    "密码密码",
    "emoji🔑key",
    "tab\tand\x01control",
    "....",
    "$HOME/`id`",
]


def redactor(*passwords: str) -> Redactor:
    return Redactor(map(Secret, passwords), [USER])


def every_byte(raw: bytes, form: str) -> str:
    return "".join(form.format(byte) for byte in raw)


def ways_to_write(password: str) -> dict[str, str]:
    """Give the password as all kinds of software write it."""
    raw = password.encode()
    json_text = json.dumps(password)[1:-1]
    return {
        "as it is": password,
        "upper case": password.upper(),
        "lower case": password.lower(),
        "decomposed": unicodedata.normalize("NFD", password),
        "as a transcript shows it": printable(raw),
        "UTF-8 read as Latin-1": raw.decode("latin-1"),
        "Python's repr": repr(password)[1:-1],
        "Python's ascii": ascii(password)[1:-1],
        "Python's repr of bytes": repr(raw)[2:-1],
        "JSON": json_text,
        "JSON without escapes": json.dumps(password, ensure_ascii=False)[1:-1],
        "JSON within JSON": json.dumps(json_text)[1:-1],
        "HTML": html.escape(password),
        "HTML in numbers": "".join(f"&#{ord(c)};" for c in password),
        "HTML in hexadecimal": "".join(f"&#x{ord(c):X};" for c in password),
        "in a URL": quote(password),
        "in a URL, every character": quote(password, safe=""),
        "in a form": quote_plus(password),
        "in a URL twice": quote(quote(password, safe=""), safe=""),
        "in a URL in small letters": every_byte(raw, "%{:02x}"),
        "quoted-printable": quopri.encodestring(raw, quotetabs=True).decode(),
        "quoted-printable throughout": every_byte(raw, "={:02X}"),
        "backslash and hexadecimal": every_byte(raw, "\\x{:02x}"),
        "backslash and octal": every_byte(raw, "\\{:03o}"),
        "in a quoted string of IMAP": password.replace("\\", "\\\\").replace('"', '\\"'),
        "hexadecimal": raw.hex(),
        "hexadecimal in capitals": raw.hex().upper(),
        "hexadecimal with colons": raw.hex(":"),
        "hexadecimal with blanks": raw.hex(" "),
        "base64": base64.b64encode(raw).decode(),
        "base64 for URLs": base64.urlsafe_b64encode(raw).decode(),
        "base64 without its end": base64.b64encode(raw).decode().rstrip("="),
        "base64 after one byte": base64.b64encode(b"x" + raw).decode(),
        "base64 after two bytes": base64.b64encode(b"xy" + raw).decode(),
        "base64 before others": base64.b64encode(raw + b"tail").decode(),
        "SASL PLAIN": base64.b64encode(f"\0{USER}\0{password}".encode()).decode(),
        "SASL PLAIN with an authorisation identity": base64.b64encode(
            f"{USER}\0{USER}\0{password}".encode()
        ).decode(),
        "SASL PLAIN in clear": printable(f"\0{USER}\0{password}".encode()),
        "XOAUTH2": base64.b64encode(f"user={USER}\1auth=Bearer {password}\1\1".encode()).decode(),
    }


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("way", ways_to_write("x"))
def test_no_way_to_write_a_password_passes(password: str, way: str) -> None:
    written = ways_to_write(password)[way]
    shown = redactor(password)(f"-ERR bad command: {written} (try again)")
    assert written not in shown
    assert shown.startswith("-ERR bad command: ")
    assert shown.endswith(" (try again)")
    assert REDACTED in shown


@pytest.mark.parametrize("password", ["Zürich-Straße", "café-crème"])
def test_a_password_in_latin_1_does_not_pass(password: str) -> None:
    raw = password.encode("latin-1")
    for written in (printable(raw), quote(raw), raw.hex(), base64.b64encode(raw).decode(), repr(raw)[2:-1]):
        assert redactor(password)(f"PASS {written}") == f"PASS {REDACTED}"


def test_a_password_that_lost_what_ascii_does_not_have_does_not_pass() -> None:
    secret = "café-crème"
    for errors in ("ignore", "replace"):
        lossy = secret.encode("latin-1").decode("utf-8", errors)
        assert redactor(secret)(f"<{lossy}>") == f"<{REDACTED}>"
        assert redactor(secret)(f"<{secret.encode('ascii', errors).decode()}>") == f"<{REDACTED}>"


def test_escapes_may_be_mixed() -> None:
    assert redactor("p@ss word")("id=p%40s\\x73+wo&#114;d;") == f"id={REDACTED};"


def test_the_whole_run_of_base64_goes() -> None:
    blob = base64.b64encode(f"\0{USER}\0hunter22 and more".encode()).decode()
    assert redactor("hunter22")(f"AUTH PLAIN {blob}.") == f"AUTH PLAIN {REDACTED}."


def test_every_secret_goes_the_longer_one_first() -> None:
    assert redactor("hunter2", "hunter22", "token-1")("hunter22 hunter2 token-1") == " ".join([REDACTED] * 3)


def test_text_without_a_secret_stays_as_it_is() -> None:
    lines = ["250-AUTH PLAIN LOGIN", "+OK 3 4711", "220 mail.example.org 70617374 =?utf-8?q?x?= 100%", ""]
    assert [redactor("hunter22")(line) for line in lines] == lines


def test_what_is_redacted_already_stays_as_it_is() -> None:
    assert redactor("[red", "redacted", "acted")(f"PASS {REDACTED}") == f"PASS {REDACTED}"


def test_without_secrets_it_does_nothing() -> None:
    assert Redactor()("hunter22") == "hunter22"
    assert Redactor([Secret("")])("hunter22") == "hunter22"
    assert Redactor().reach == 0


@pytest.mark.parametrize("short", ["a", "ab", "12", "abc", "a+"])
class TestShort:
    """A short secret is found as a whole word, and as the whole of what was encoded."""

    def test_found_as_a_whole_word(self, short: str) -> None:
        for line in ("PASS {}", "'{}' is wrong", "password={};", "({})", "{}", "user\\x00{}", "it is {}."):
            written = line.format(short)
            assert redactor(short)(written) == line.format(REDACTED), written

    def test_found_in_sasl_messages(self, short: str) -> None:
        for message in (short, f"\0{USER}\0{short}", f"{USER}\0{USER}\0{short}", f"\0\0{short}"):
            blob = base64.b64encode(message.encode()).decode()
            assert redactor(short)(f"AUTH {blob}") == f"AUTH {REDACTED}", message

    def test_found_in_hexadecimal_and_escaped(self, short: str) -> None:
        assert redactor(short)(f"<{short.encode().hex()}>") == f"<{REDACTED}>"
        assert redactor(short)(f"<{every_byte(short.encode(), '%{:02X}')}>") == f"<{REDACTED}>"

    def test_not_found_within_words(self, short: str) -> None:
        line = "+OK abacus 1234 xabcx"
        assert redactor(short)(line) == line


def test_a_server_that_says_ok_is_not_mistaken_for_a_password() -> None:
    assert redactor("OK")("+OK ready") == "+OK ready"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=SHORT + 1, max_size=20), st.text(max_size=10)
)
def test_any_password_is_found_in_base64_at_any_place(password: str, before: str) -> None:
    raw = before.encode(errors="replace") + password.encode()
    shown = redactor(password)("x " + base64.b64encode(raw).decode())
    assert shown == f"x {REDACTED}"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=SHORT + 1, max_size=20))
def test_any_password_is_found_as_it_is_and_in_a_transcript(password: str) -> None:
    net = redactor(password)
    for written in (
        password,
        printable(password.encode()),
        ascii(password)[1:-1],
        json.dumps(password)[1:-1],
    ):
        assert net(f"<{written}>") == f"<{REDACTED}>"


@given(st.text(min_size=1, max_size=20), st.text(max_size=60))
def test_no_text_makes_it_fail(password: str, text: str) -> None:
    assert isinstance(redactor(password)(text), str)


def test_what_it_cannot_find_in_a_cut_text_lies_within_its_reach() -> None:
    net = redactor("Zürich-Straße")
    longest = max(map(len, ways_to_write("Zürich-Straße").values()))
    assert longest <= net.reach


def test_it_shows_no_secret_itself() -> None:
    assert "hunter22" not in repr(redactor("hunter22"))
    assert binascii.hexlify(b"hunter22").decode() not in repr(redactor("hunter22"))

"""SCRAM: the examples of RFC 5802 and RFC 7677, and a server that plays every part but the right one."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.errors import ProtocolError, SaslError, ServerNotProved, UnsafeArgument
from postroom.protocol.mechanism import Refusal
from postroom.protocol.scram import MAX_ITERATIONS, MIN_ITERATIONS, ScramSha1, ScramSha256

USER = Credentials("user", Secret("pencil"))
NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def scram(credentials: Credentials = USER) -> ScramSha256:
    return ScramSha256(credentials, nonce=NONCE)


def proved() -> ScramSha256:
    """Give an exchange that waits for the server's last message."""
    mechanism = scram()
    mechanism.respond(SERVER_FIRST)
    return mechanism


def test_sha_256_proves_both_sides() -> None:
    """The example of RFC 7677 section 3."""
    mechanism = scram()
    assert mechanism.initial == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert mechanism.respond(SERVER_FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    assert mechanism.respond(SERVER_FINAL) == b""
    mechanism.verify_finished()


def test_sha_1_proves_both_sides() -> None:
    """The example of RFC 5802 section 5."""
    mechanism = ScramSha1(USER, nonce="fyko+d2lbbFgONRv9qkxdawL")
    assert mechanism.initial == b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
    assert mechanism.respond(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096") == (
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    )
    assert mechanism.respond(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=") == b""
    mechanism.verify_finished()


def test_each_exchange_has_a_nonce_of_its_own() -> None:
    assert ScramSha256(USER).initial != ScramSha256(USER).initial


def test_extensions_that_may_be_ignored_are() -> None:
    assert b"p=" in scram().respond(SERVER_FIRST + b",x=anything")
    mechanism = proved()
    mechanism.respond(SERVER_FINAL + b",x=anything")
    mechanism.verify_finished()


@pytest.mark.parametrize(
    "server_final",
    [
        b"v=" + base64.b64encode(bytes(32)),
        b"v=",
        SERVER_FINAL.replace(b"v=6", b"v=7"),
    ],
)
def test_a_server_that_does_not_know_the_password_is_found_out(server_final: bytes) -> None:
    mechanism = proved()
    with pytest.raises(ServerNotProved, match="does not know the password"):
        mechanism.respond(server_final)
    with pytest.raises(ServerNotProved):
        mechanism.verify_finished()


@pytest.mark.parametrize("mechanism", [scram(), proved()])
def test_a_server_that_accepts_without_a_proof_is_not_believed(mechanism: ScramSha256) -> None:
    with pytest.raises(ServerNotProved, match="without proving"):
        mechanism.verify_finished()


def test_a_refusal_is_kept_and_final() -> None:
    mechanism = proved()
    assert mechanism.respond(b"e=invalid-proof") == b""
    assert mechanism.refusal == Refusal("invalid-proof")
    with pytest.raises(ServerNotProved):
        mechanism.verify_finished()
    with pytest.raises(SaslError, match="more than SCRAM-SHA-256 has to say"):
        mechanism.respond(b"")


@pytest.mark.parametrize(
    ("server_first", "why"),
    [
        (b"", "malformed"),
        (
            b"m=ext," + SERVER_FIRST,
            "malformed",
        ),  # an extension that must be understood (RFC 5802 section 5.1)
        (SERVER_FIRST.replace(b",i=4096", b""), "malformed"),
        (SERVER_FIRST.replace(b"4096", b"04096"), "malformed"),
        (SERVER_FIRST.replace(b"4096", b"9" * 10), "malformed"),
        (SERVER_FIRST.replace(b"4096", b"-1"), "malformed"),
        (SERVER_FIRST.replace(b"r=r", b"r=x"), "does not continue our SCRAM nonce"),
        (b"r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue our SCRAM nonce"),
        (SERVER_FIRST.replace(b"==", b"="), "not base64"),
        (SERVER_FIRST.replace(b"4096", b"%d" % (MIN_ITERATIONS - 1)), "4095 SCRAM iterations"),
        (SERVER_FIRST.replace(b"4096", b"%d" % (MAX_ITERATIONS + 1)), "2000001 SCRAM iterations"),
    ],
)
def test_a_first_message_that_is_odd_is_refused(server_first: bytes, why: str) -> None:
    with pytest.raises(SaslError, match=why):
        scram().respond(server_first)


@pytest.mark.parametrize("server_final", [b"", b"x=1", b"v=AAA", b"V=AAAA", SERVER_FINAL + b"!"])
def test_a_last_message_that_is_odd_is_refused(server_final: bytes) -> None:
    with pytest.raises(SaslError):
        proved().respond(server_final)


def test_the_errors_about_the_last_message_do_not_repeat_it() -> None:
    """Against a signature passwords can be tried, so it belongs into no report."""
    with pytest.raises(SaslError) as caught:
        proved().respond(b"w=6rriTRBi23WpRR")
    assert "6rri" not in str(caught.value)


def test_the_name_is_prepared_and_escaped() -> None:
    assert scram(Credentials("a=b,c\u00ad", Secret("x"))).initial == b"n,,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO"


def test_the_password_is_prepared() -> None:
    plain = scram(Credentials("user", Secret("pen\u00adcil")))
    assert plain.respond(SERVER_FIRST) == scram().respond(SERVER_FIRST)


def test_a_password_that_has_no_prepared_form_is_taken_as_it_is() -> None:
    key = "\U0001f511"
    answer = scram(Credentials("user", Secret(key))).respond(SERVER_FIRST)
    assert answer.rpartition(b",p=")[2] == expected_proof(key.encode(), answer)


def expected_proof(password: bytes, client_final: bytes) -> bytes:
    """Compute the proof anew, in the words of RFC 5802 section 3."""
    salted = hashlib.pbkdf2_hmac("sha256", password, base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    without_proof = client_final.rpartition(b",p=")[0]
    said = b"n=user,r=rOprNGfwEbeRWgbNEkqO," + SERVER_FIRST + b"," + without_proof
    signature = hmac.digest(hashlib.sha256(client_key).digest(), said, "sha256")
    mixed = int.from_bytes(client_key, "big") ^ int.from_bytes(signature, "big")
    return base64.b64encode(mixed.to_bytes(32, "big"))


def test_a_name_with_nul_is_refused() -> None:
    with pytest.raises(UnsafeArgument, match="the user name"):
        scram(Credentials("a\0b", Secret("x")))


def test_no_way_of_printing_the_mechanism_shows_the_password() -> None:
    assert "pencil" not in repr(proved())


MESSAGES = st.one_of(
    st.binary(max_size=100),
    st.just(SERVER_FIRST),
    st.just(SERVER_FINAL),
    st.builds(
        b"r=rOprNGfwEbeRWgbNEkqO%b,s=%b,i=%b".__mod__,
        st.tuples(
            st.binary(max_size=8), st.binary(max_size=8), st.sampled_from([b"4096", b"1", b"", b"99999999"])
        ),
    ),
    st.builds(b"v=".__add__, st.binary(max_size=50)),
)


@given(st.lists(MESSAGES, max_size=4))
def test_whatever_the_server_says_only_the_right_words_succeed(messages: list[bytes]) -> None:
    mechanism = scram()
    try:
        for message in messages:
            mechanism.respond(message)
        mechanism.verify_finished()
    except ProtocolError:
        return
    assert messages == [SERVER_FIRST, SERVER_FINAL]

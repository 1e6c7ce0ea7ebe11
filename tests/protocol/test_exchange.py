"""The AUTH command as a dialogue of lines."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.bearer import XOAuth2
from postroom.protocol.errors import SaslError
from postroom.protocol.exchange import POP3_COMMAND_LIMIT, SMTP_COMMAND_LIMIT, Exchange, conceal
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.outgoing import Outgoing
from postroom.protocol.password import CramMd5, Login, Plain

TIM = Credentials("tim", Secret("tanstaaftanstaaf"))


def exchange(mechanism: Mechanism, limit: int = POP3_COMMAND_LIMIT) -> Exchange:
    return Exchange(mechanism, command_limit=limit)


def test_the_first_message_travels_with_the_command() -> None:
    plain = exchange(Plain(TIM))
    assert plain.opening() == Outgoing(
        b"AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n", b"AUTH PLAIN [redacted]"
    )
    plain.verify_finished()


def test_a_mechanism_in_which_the_server_begins_says_its_name_only() -> None:
    login = exchange(Login(TIM))
    assert login.opening() == Outgoing(b"AUTH LOGIN\r\n", b"AUTH LOGIN")
    assert login.answer(b"VXNlcm5hbWU6") == Outgoing(b"dGlt\r\n", b"[redacted]")
    assert login.answer(b"UGFzc3dvcmQ6") == Outgoing(b"dGFuc3RhYWZ0YW5zdGFhZg==\r\n", b"[redacted]")
    login.verify_finished()


def test_a_challenge_travels_in_base64() -> None:
    """The example of RFC 2195 section 2."""
    cram = exchange(CramMd5(TIM))
    cram.opening()
    challenge = b"PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"
    assert cram.answer(challenge).data == b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n"


@pytest.mark.parametrize(("limit", "fits"), [(POP3_COMMAND_LIMIT, False), (SMTP_COMMAND_LIMIT, True)])
def test_a_first_message_that_the_server_need_not_take_waits_to_be_asked_for(limit: int, fits: bool) -> None:
    """RFC 5034 section 4: the command may have 255 octets; RFC 4954 section 4: 512."""
    mechanism = XOAuth2(Credentials("ada", Secret("t" * 200), is_token=True))
    bearer = exchange(mechanism, limit)
    opening = bearer.opening()
    assert (opening.data == b"AUTH XOAUTH2\r\n") is not fits
    if fits:
        return
    assert opening.shown == b"AUTH XOAUTH2"
    with pytest.raises(SaslError, match="before anything was proved"):
        bearer.verify_finished()
    answer = bearer.answer(b"go ahead")
    assert base64.b64decode(answer.data) == mechanism.initial
    assert answer.shown == b"[redacted]"
    bearer.verify_finished()


def test_the_longest_first_message_that_fits_is_sent() -> None:
    openings = [
        exchange(XOAuth2(Credentials("ada", Secret("t" * length), is_token=True))).opening().data
        for length in range(140, 170)
    ]
    assert max(map(len, openings)) == POP3_COMMAND_LIMIT
    assert openings[-1] == b"AUTH XOAUTH2\r\n"


def test_an_empty_first_message_is_an_equals_sign() -> None:
    """RFC 5034 section 4."""
    mechanism = Plain(TIM)
    mechanism.initial = b""
    assert exchange(mechanism).opening().data == b"AUTH PLAIN =\r\n"


def test_an_empty_answer_has_nothing_to_hide() -> None:
    bearer = exchange(XOAuth2(Credentials("ada", Secret("token"), is_token=True)))
    bearer.opening()
    assert bearer.answer(b"eyJzdGF0dXMiOiI0MDAifQ==") == Outgoing(b"\r\n", b"")
    assert bearer.mechanism.refusal is not None
    with pytest.raises(SaslError):
        bearer.verify_finished()


@pytest.mark.parametrize("challenge", [b"!", b"YQ", b"YQ=", "Gr\u00fc\u00dfe".encode(), b"YQ==YQ=="])
def test_a_challenge_that_is_not_base64_is_refused(challenge: bytes) -> None:
    login = exchange(Login(TIM))
    login.opening()
    with pytest.raises(SaslError):
        login.answer(challenge)


@given(st.sampled_from([Plain, Login, CramMd5, XOAuth2]), st.lists(st.binary(max_size=40), max_size=4))
def test_no_dialogue_shows_a_secret(
    kind: type[Plain | Login | CramMd5 | XOAuth2], challenges: list[bytes]
) -> None:
    secret = "tanstaaf" * 30
    dialogue = exchange(kind(Credentials("ada", Secret(secret))))
    said = [dialogue.opening()]
    with suppress(SaslError):
        said.extend(dialogue.answer(base64.b64encode(challenge)) for challenge in challenges)
    shown = b"\n".join(line.shown for line in said)
    assert set(shown.split()) <= {b"AUTH", dialogue.mechanism.name.encode(), b"[redacted]"}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"334 dj02cnJpVFJCaTIz", b"334 [redacted]"),
        (b"+ dj1ybUY5cHFWOFM3", b"+ [redacted]"),
        (b"334 cj1yT3ByTkdmd0ViZQ==", b"334 cj1yT3ByTkdmd0ViZQ=="),
        (b"+ VXNlcm5hbWU6", b"+ VXNlcm5hbWU6"),
        (b"+OK dj1 is not a challenge", b"+OK dj1 is not a challenge"),
        (b"250 dj1", b"250 dj1"),
    ],
)
def test_a_scram_signature_is_not_shown(line: bytes, shown: bytes) -> None:
    assert conceal(line) == shown

"""OAUTHBEARER and XOAUTH2, against the examples of RFC 7628 and of Google's documentation."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.bearer import OAuthBearer, XOAuth2, read_refusal
from postroom.protocol.errors import SaslError, UnsafeArgument
from postroom.protocol.mechanism import Mechanism, Refusal

TOKEN = Secret("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")
ADA = Credentials("user@example.com", TOKEN, is_token=True)


def bearer(credentials: Credentials = ADA) -> OAuthBearer:
    return OAuthBearer(credentials, host="server.example.com", port=587)


def test_oauthbearer_says_whom_where_and_the_token() -> None:
    """The example of RFC 7628 section 4.1, with SMTP's port."""
    said = (
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3"
        "AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
    )
    assert base64.b64encode(bearer().initial or b"").decode() == said
    bearer().verify_finished()


def test_oauthbearer_escapes_the_name() -> None:
    assert (bearer(Credentials("a=b,c", TOKEN, is_token=True)).initial or b"").startswith(
        b"n,a=a=3Db=2Cc,\x01"
    )


def test_xoauth2_says_whom_and_the_token() -> None:
    """The example of Google's document on XOAUTH2."""
    google = XOAuth2(
        Credentials("someuser@example.com", Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"), True)
    )
    assert base64.b64encode(google.initial or b"").decode() == (
        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhk"
        "SFJoZG1semRHRXVZMjl0Q2cBAQ=="
    )
    google.verify_finished()


@pytest.mark.parametrize(("mechanism", "farewell"), [(bearer(), b"\x01"), (XOAuth2(ADA), b"")])
def test_a_refusal_is_answered_kept_and_final(mechanism: Mechanism, farewell: bytes) -> None:
    """The challenge of RFC 7628 section 4.3."""
    challenge = (
        b'{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/o"}'
    )
    assert mechanism.respond(challenge) == farewell
    assert mechanism.refusal == Refusal("invalid_token", "example_scope", "https://example.com/o")
    with pytest.raises(SaslError):
        mechanism.verify_finished()
    with pytest.raises(SaslError, match="more than"):
        mechanism.respond(challenge)


@pytest.mark.parametrize(
    ("challenge", "refusal"),
    [
        (
            b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
            ("400", "https://mail.google.com/"),
        ),
        (b'{"status":401}', ("401", "")),
        (b'{"status":{}, "scope":["a"]}', ('{"status":{}, "scope":["a"]}', "")),
        (b'{"status":"\\u001b[2J\\ud800"}', ("\\x1b[2J\\xed\\xa0\\x80", "")),
        (b"token expired", ("token expired", "")),
        (b"[1]", ("[1]", "")),
        (b"\xff\xfe", ("\\xff\\xfe", "")),
        (b"[" * 8000, ("[" * 8000, "")),
        (b'{"status":' + b"9" * 5000 + b"}", ('{"status":' + "9" * 5000 + "}", "")),
        (b"", ("", "")),
    ],
)
def test_whatever_the_server_says_is_a_reason(challenge: bytes, refusal: tuple[str, str]) -> None:
    read = read_refusal(challenge)
    assert (read.status, read.scope) == refusal


@given(st.binary())
def test_any_challenge_gives_a_reason_that_can_be_shown(challenge: bytes) -> None:
    assert read_refusal(challenge).status.isprintable()


@pytest.mark.parametrize("delimiter", ["\0", "\x01"])
def test_no_part_can_hold_the_delimiter(delimiter: str) -> None:
    odd = f"a{delimiter}b"
    with pytest.raises(UnsafeArgument, match="the user name"):
        bearer(Credentials(odd, TOKEN, is_token=True))
    with pytest.raises(UnsafeArgument, match="the token"):
        XOAuth2(Credentials("ada", Secret(odd), is_token=True))
    with pytest.raises(UnsafeArgument, match="the host name"):
        OAuthBearer(ADA, host=odd, port=1)

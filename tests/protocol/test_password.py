"""PLAIN, LOGIN, CRAM-MD5 and APOP's digest, against the examples of their documents."""

from __future__ import annotations

import pytest

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.errors import SaslError, UnsafeArgument
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.password import CramMd5, Login, Plain, apop_digest

TIM = Credentials("tim", Secret("tanstaaftanstaaf"))
ALL = pytest.mark.parametrize("kind", [Plain, Login, CramMd5])


def test_plain_says_everything_at_once() -> None:
    """The example of RFC 4616 section 4."""
    plain = Plain(TIM)
    assert plain.initial == b"\0tim\0tanstaaftanstaaf"
    plain.verify_finished()


def test_login_says_what_it_is_asked_for_in_its_order() -> None:
    login = Login(TIM)
    assert login.initial is None
    assert login.respond(b"Username:") == b"tim"
    assert not login.done
    assert login.respond(b"Mot de passe") == b"tanstaaftanstaaf"
    login.verify_finished()


def test_cram_md5_digests_the_challenge() -> None:
    """The example of RFC 2195 section 2."""
    cram = CramMd5(TIM)
    assert cram.initial is None
    response = cram.respond(b"<1896.697170952@postoffice.reston.mci.net>")
    assert response == b"tim b913a602c7eda7a495b4e6e7334d3890"
    cram.verify_finished()


def test_apop_digests_the_timestamp() -> None:
    """The example of RFC 1939 section 7."""
    digest = apop_digest("<1896.697170952@dbc.mtview.ca.us>", Secret("tanstaaf"))
    assert digest == "c4c9334bac560ecc979e58001b3e22fb"


@pytest.mark.parametrize(("kind", "answers"), [(Plain, 0), (Login, 2), (CramMd5, 1)])
def test_a_challenge_too_many_is_refused(kind: type[Plain | Login | CramMd5], answers: int) -> None:
    mechanism: Mechanism = kind(TIM)
    for _ in range(answers):
        mechanism.respond(b"")
    with pytest.raises(SaslError, match="more than"):
        mechanism.respond(b"")


@ALL
def test_a_name_cannot_hold_the_delimiter(kind: type[Plain | Login | CramMd5]) -> None:
    with pytest.raises(UnsafeArgument, match="the user name"):
        kind(Credentials("tim\0root", Secret("x")))


@ALL
def test_names_and_passwords_beyond_ascii_travel_as_utf8(kind: type[Plain | Login | CramMd5]) -> None:
    mechanism: Mechanism = kind(Credentials("Jürgen", Secret("Grüße")))
    assert "Jürgen".encode() in (mechanism.initial or mechanism.respond(b""))


@ALL
def test_no_way_of_printing_a_mechanism_shows_the_password(kind: type[Plain | Login | CramMd5]) -> None:
    assert "tanstaaf" not in repr(kind(TIM))

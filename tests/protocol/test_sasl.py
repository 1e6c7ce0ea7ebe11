"""The door to the mechanisms."""

from __future__ import annotations

import pytest

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.choice import TRAITS
from postroom.protocol.errors import IllegalMove
from postroom.protocol.sasl import start

ADA = Credentials("ada", Secret("secret"))
COMMANDS = {"APOP", "USER"}


@pytest.mark.parametrize("name", [trait.name for trait in TRAITS if trait.name not in COMMANDS])
def test_whatever_can_be_chosen_can_be_started(name: str) -> None:
    assert start(name, ADA, host="mail.example", port=110).name == name
    assert start(name.lower(), ADA, host="mail.example", port=110).name == name


def test_oauthbearer_is_told_the_server() -> None:
    assert b"\x01host=mail.example\x01port=110\x01" in (
        start("OAUTHBEARER", ADA, host="mail.example", port=110).initial or b""
    )


@pytest.mark.parametrize("name", ["APOP", "GSSAPI", ""])
def test_nothing_else_is_a_mechanism(name: str) -> None:
    with pytest.raises(IllegalMove):
        start(name, ADA, host="mail.example", port=110)

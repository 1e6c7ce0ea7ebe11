"""What all mechanisms have in common."""

from __future__ import annotations

from typing import ClassVar

import pytest

from postroom.protocol.errors import SaslError, UnsafeArgument
from postroom.protocol.mechanism import Mechanism, Refusal, without


class Knock(Mechanism):
    """Answers one challenge."""

    name: ClassVar[str] = "KNOCK"

    def respond(self, challenge: bytes) -> bytes:
        if self.done:
            raise self.surplus()
        self.done = True
        return b"knock"


def test_success_before_the_end_of_the_exchange_is_not_believed() -> None:
    knock = Knock()
    assert (knock.initial, knock.done, knock.refusal) == (None, False, None)
    with pytest.raises(SaslError, match="ended KNOCK before its exchange was complete"):
        knock.verify_finished()


def test_success_after_it_is() -> None:
    knock = Knock()
    assert knock.respond(b"") == b"knock"
    knock.verify_finished()


def test_a_challenge_after_the_last_names_the_mechanism() -> None:
    knock = Knock()
    knock.respond(b"")
    with pytest.raises(SaslError, match="more than KNOCK has to say"):
        knock.respond(b"")


def test_a_refusal_may_be_a_word_alone() -> None:
    assert Refusal("invalid-proof") == Refusal("invalid-proof", scope="", configuration="")
    assert str(Refusal("invalid-proof")) == "invalid-proof"
    assert str(Refusal("400", "mail.read")) == "400 (scope: mail.read)"


def test_a_delimiter_cannot_be_smuggled_in() -> None:
    assert without("a=b", "\0", "the name") == b"a=b"
    with pytest.raises(UnsafeArgument, match="the name holds a character that the mechanism cannot carry"):
        without("a\0b", "\0", "the name")
    with pytest.raises(UnsafeArgument, match="the name holds half a character"):
        without("\ud800", "\0", "the name")

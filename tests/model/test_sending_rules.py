"""How an account sends, as long as nobody says otherwise."""

from __future__ import annotations

from postroom.model.retry import DEFAULT_RETRY
from postroom.model.sending_problems import sending_problems
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy


def test_without_a_word_messages_go_at_once_and_nothing_is_decided_alone() -> None:
    usual = SendingRules(
        asynchronous=False,
        connections=4,
        messages_per_connection=1_000,
        rate=None,
        size_limit=None,
        retry=DEFAULT_RETRY,
        uncertain=UncertainPolicy.ASK,
    )
    assert usual == USUAL_SENDING


def test_what_is_usual_is_neither_wrong_nor_odd() -> None:
    assert list(sending_problems(USUAL_SENDING)) == []

"""All rules together."""

from __future__ import annotations

import re
from itertools import product

import pytest

from postroom.model.diagnosis import Seen, diagnose
from postroom.model.diagnosis.rule import ALWAYS, Rule, gaps
from postroom.model.diagnosis.rules import RULES
from postroom.model.endpoint import Protocol, Security
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply
from tests.model.samples import REJECTED_TLS

MARKS_OF_A_GUESS = re.compile(r"\b(probably|may|can have|perhaps)\b", re.IGNORECASE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.message)
def test_a_guess_says_that_it_is_one_and_certainty_does_not_hedge(rule: Rule) -> None:
    assert bool(re.search(r"\bprobably\b", rule.cause, re.IGNORECASE)) <= rule.guess
    assert rule.guess <= bool(MARKS_OF_A_GUESS.search(rule.cause))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.message)
def test_every_sentence_can_be_filled_and_ends(rule: Rule) -> None:
    filled = gaps(failure(Seen.SILENCE, Step.HELLO))
    for template in (rule.message, rule.cause, rule.advice):
        template.format_map(filled)
    assert rule.message.endswith((".", "}"))
    assert rule.cause.endswith((".", "}")) or not rule.cause
    assert rule.advice.endswith((".", "}"))


def test_only_the_last_rule_holds_always() -> None:
    assert [rule for rule in RULES if rule.when is ALWAYS] == [RULES[-1]]


@pytest.mark.parametrize(("seen", "step"), list(product(Seen, Step)))
def test_whatever_is_seen_wherever_there_is_something_to_say(seen: Seen, step: Step) -> None:
    words = reply("500 5.5.0 no") if seen is Seen.REJECTED else None
    tls = REJECTED_TLS if seen is Seen.CERTIFICATE_REJECTED else None
    for protocol, security in product(Protocol, Security):
        error = diagnose(failure(seen, step, plan=plan(protocol, security), reply=words, tls=tls))
        check(error, error.code, guess=error.guess)
        assert error.step is step

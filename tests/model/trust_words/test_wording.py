"""How names, days and lists are said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postroom.model.problems import IssuerEvidence, ProblemKind
from postroom.model.trust_words.wording import day, listed, short
from tests.model.trust_words.cases import HOST, about


@pytest.mark.parametrize(
    ("distinguished", "said"),
    [
        ("CN=R11,O=Let's Encrypt,C=US", "R11"),
        ("O=Example\\, Inc.,C=US", "Example, Inc."),
        ("OU=Unit,C=US", "OU=Unit,C=US"),
        ("", ""),
    ],
)
def test_people_know_an_authority_by_one_part_of_its_name(distinguished: str, said: str) -> None:
    assert short(distinguished) == said


def test_a_day_is_the_same_for_every_reader() -> None:
    assert day(datetime(2026, 3, 1, 23, 59, tzinfo=UTC)) == "2026-03-01"


def test_many_names_are_counted() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdef")) == "a, b, c, d and 2 more"


def test_a_problem_knows_whose_it_is() -> None:
    issuers = about(ProblemKind.SELF_SIGNED, IssuerEvidence(""), position=1, subject="CN=R1")
    assert (issuers.subject, issuers.server, issuers.host) == ("R1", False, HOST)
    assert HOST in issuers.posing()

"""Problems in few words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from postroom.model.problems import ProblemKind
from postroom.model.trust import LetThrough, Toggle
from postroom.model.trust_words.brief import all_in_brief, causes, in_brief, let_through, remedies
from tests.model.samples import EXAMINATION, EXCEPTION, EXPIRED, OTHER_NAME


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_has_words_that_fit_behind_a_colon(kind: ProblemKind) -> None:
    words = in_brief(structs.replace(EXPIRED, kind=kind))
    assert words.startswith("it")
    assert not words.endswith(".")


def test_one_above_the_servers_own_is_named() -> None:
    assert in_brief(structs.replace(EXPIRED, position=1, subject="CN=R1,O=Example")) == "R1 has expired"


def test_each_is_said_once() -> None:
    assert all_in_brief([EXPIRED, OTHER_NAME, EXPIRED]) == "it has expired, it is for another name"


def test_what_was_let_through_is_said_with_what_did() -> None:
    assert let_through(LetThrough(EXPIRED, Toggle.ANY)) == (
        "The certificate was let through although it has expired: the account ignores any."
    )
    assert let_through(LetThrough(OTHER_NAME, EXCEPTION)) == (
        "The certificate was let through although it is for another name: by an exception until 2027-02-01 "
        "(its name is being changed)."
    )
    assert "(no reason given)" in let_through(LetThrough(EXPIRED, replace(EXCEPTION, reason="")))


def test_the_whole_of_several_problems_repeats_nothing() -> None:
    found = [OTHER_NAME, EXPIRED, EXPIRED]
    said = causes(found, EXAMINATION, EXAMINATION.system)
    assert said.count("expired on") == 1
    assert said.endswith("your password and your mail.")
    assert remedies(found, EXAMINATION, EXAMINATION.system).count("renew") == 1

from __future__ import annotations

from datetime import timedelta

import pytest

from postroom.desktop.certificate.words import (
    in_pairs,
    kind_name,
    kinds_in_words,
    store_name,
    validity,
)
from postroom.model.problems import ProblemKind
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from tests.support.pki import NOW


def test_everything_has_a_name_of_its_own() -> None:
    assert len({kind_name(kind) for kind in (*ProblemKind, Toggle.ANY)}) == len(ProblemKind) + 1
    assert len({store_name(store) for store in TrustMode}) == len(TrustMode)


def test_kinds_are_listed_in_one_order() -> None:
    assert kinds_in_words({ProblemKind.WEAK, ProblemKind.NAME}) == "Another name, Too weak"
    assert kinds_in_words({Toggle.NAME, Toggle.ANY}) == "Any problem, Another name"


def test_a_fingerprint_is_told_in_pairs() -> None:
    assert in_pairs("5f3a9c") == "5f:3a:9c"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=1, hours=2), "1 day left"),
        (timedelta(hours=2), "0 days left"),
        (timedelta(days=729), "729 days left"),
        (timedelta(days=1000), "2 years left"),
        (timedelta(days=365_000), "many years left"),
        (timedelta(seconds=-1), "expired within the last day"),
        (timedelta(days=-1, hours=-3), "expired 1 day ago"),
        (timedelta(days=-3), "expired 3 days ago"),
    ],
)
def test_what_is_left_is_told_as_a_person_says_it(left: timedelta, said: str) -> None:
    assert validity(NOW + left, NOW) == said

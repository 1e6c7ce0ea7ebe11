"""Why two lists of authorities say different things."""

from __future__ import annotations

from dataclasses import replace

from postroom.model.trust_words.stores import difference
from tests.model.samples import EXAMINATION

SYSTEM, PORTABLE = EXAMINATION.system, EXAMINATION.portable


def test_where_they_agree_there_is_nothing_to_say() -> None:
    assert difference(replace(EXAMINATION, portable=SYSTEM)) == ""


def test_the_one_that_knows_an_authority_is_named() -> None:
    stranger = replace(PORTABLE, anchored=False)
    assert difference(replace(EXAMINATION, portable=stranger)).startswith("This computer knows an authority")
    stranger = replace(SYSTEM, anchored=False)
    assert difference(replace(EXAMINATION, system=stranger)).startswith(
        "Postroom's own list has an authority"
    )


def test_otherwise_they_went_different_ways() -> None:
    assert difference(EXAMINATION) == (
        "They follow different paths to an authority; only one of them meets: name."
    )

"""Every kind of problem has its words, whatever it was found by."""

from __future__ import annotations

import pytest

from postroom.model.problems import ProblemKind, WordsEvidence
from postroom.model.trust_words import explain
from tests.model.trust_words.cases import about, check_is_readable


@pytest.mark.parametrize("position", [0, 1, None])
@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_can_be_explained_by_a_verifier_s_words_alone(
    kind: ProblemKind, position: int | None
) -> None:
    case = about(kind, WordsEvidence("Windows", "something is wrong", 5), position=position)
    check_is_readable(explain(case.problem, case.examination, case.verdict))

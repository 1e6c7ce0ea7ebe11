"""A certificate's problems in whole sentences, for people who do not know TLS: what is wrong, what could come of it,
who must act, and what exactly to do.
"""

from __future__ import annotations

from typing import Final

from postroom.model.examination import Examination, StoreVerdict
from postroom.model.problems import Problem, ProblemKind
from postroom.model.trust_words.authority import incomplete_chain, self_signed, unknown_authority
from postroom.model.trust_words.period import expired, not_yet_valid
from postroom.model.trust_words.state import malformed, name, revoked, weak, wrong_purpose
from postroom.model.trust_words.wording import About, Explain, Explanation, Who

__all__ = ["Explanation", "Who", "explain"]

_WORDS: Final[dict[ProblemKind, Explain]] = {
    ProblemKind.NAME: name,
    ProblemKind.EXPIRED: expired,
    ProblemKind.NOT_YET_VALID: not_yet_valid,
    ProblemKind.SELF_SIGNED: self_signed,
    ProblemKind.UNKNOWN_AUTHORITY: unknown_authority,
    ProblemKind.INCOMPLETE_CHAIN: incomplete_chain,
    ProblemKind.WRONG_PURPOSE: wrong_purpose,
    ProblemKind.WEAK: weak,
    ProblemKind.REVOKED: revoked,
    ProblemKind.MALFORMED: malformed,
}


def explain(problem: Problem, examination: Examination, verdict: StoreVerdict) -> Explanation:
    """Put a problem of a store's verdict into words."""
    return _WORDS[problem.kind](About(problem, examination, verdict))

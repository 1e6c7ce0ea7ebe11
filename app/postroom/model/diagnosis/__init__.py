"""From the facts of a failure to what is said about it: a code, what happened, why, and what to do.

Pure functions over tables of rules. `rule.py` says how a rule is built; each table stands in a file named for
its theme.
"""

from __future__ import annotations

from postroom.model.diagnosis.failure import Failure, Hurdle, Seen
from postroom.model.errors import SessionError

__all__ = ["Failure", "Hurdle", "Seen", "diagnose"]


def diagnose(failure: Failure) -> SessionError:
    """Say what the failure means."""
    from postroom.model.diagnosis.rule import judge  # where nothing fails, the tables need not be loaded
    from postroom.model.diagnosis.rules import RULES

    return judge(failure, RULES)

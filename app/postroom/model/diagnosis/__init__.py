"""From the facts of a failure to what is said about it: a code, what happened, why, and what to do.

Pure functions over tables of rules. `rule.py` says how a rule is built; each table stands in a file named for
its theme.
"""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.certificates import CERTIFICATES
from postroom.model.diagnosis.encryption import ENCRYPTION
from postroom.model.diagnosis.failure import Failure, Hurdle, Seen
from postroom.model.diagnosis.foreign import FOREIGN
from postroom.model.diagnosis.greeting import GREETING
from postroom.model.diagnosis.login import LOGIN
from postroom.model.diagnosis.network import NETWORK
from postroom.model.diagnosis.rejection import REJECTION
from postroom.model.diagnosis.replies import REPLIES
from postroom.model.diagnosis.rule import judge
from postroom.model.diagnosis.silence import SILENCE
from postroom.model.errors import SessionError

__all__ = ["RULES", "Failure", "Hurdle", "Seen", "diagnose"]

RULES: Final = (
    *NETWORK,
    *FOREIGN,
    *GREETING,
    *ENCRYPTION,
    *CERTIFICATES,
    *LOGIN,
    *REJECTION,
    *SILENCE,
    *REPLIES,
)
"""All rules, the particular before the general; each names what was seen, so that the themes keep apart."""


def diagnose(failure: Failure) -> SessionError:
    """Say what the failure means."""
    return judge(failure, RULES)

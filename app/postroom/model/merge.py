"""Many accounts coming in at once: what to do about names that are taken, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Duplicates(StrEnum):
    """What becomes of an account that comes in under a name that is taken."""

    REFUSE = "refuse"
    SKIP = "skip"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the accounts that came in, by name."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

"""What is wrong with a server's certificate: one problem with its evidence, ready for JSON.

The kinds stand apart, because many need them and few the library that writes JSON.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from postroom.model.problem_kinds import AUTHORITY, PERIOD, ProblemKind

__all__ = [
    "AUTHORITY",
    "PERIOD",
    "Evidence",
    "IssuerEvidence",
    "KeyEvidence",
    "NameEvidence",
    "PeriodEvidence",
    "Problem",
    "ProblemKind",
    "PurposeEvidence",
    "RevocationEvidence",
    "SignatureEvidence",
    "WordsEvidence",
]


class NameEvidence(Struct, frozen=True, tag="name", tag_field="about"):
    """For `name`. `common_name` is filled where the old field, which counts no more, has the name that was typed."""

    typed: str
    valid_for: tuple[str, ...]
    common_name: str = ""


class PeriodEvidence(Struct, frozen=True, tag="period", tag_field="about"):
    """For `expired` and `not-yet-valid`: the period, and the moment it was judged for. Times are in UTC."""

    not_before: datetime
    not_after: datetime
    at: datetime


class IssuerEvidence(Struct, frozen=True, tag="issuer", tag_field="about"):
    """For `self-signed`, `unknown-authority` and `incomplete-chain`: who issued it, and why that does not help."""

    issuer: str
    urls: tuple[str, ...] = ()
    """Where the certificate says that its issuer's can be had (RFC 5280 section 4.2.2.1)."""
    missing: tuple[str, ...] = ()
    """The certificates that were not sent and would complete the chain, where they are at hand."""


class PurposeEvidence(Struct, frozen=True, tag="purpose", tag_field="about"):
    """For `wrong-purpose`: what it may be used for, and what it is used for."""

    found: tuple[str, ...]
    needed: str


class KeyEvidence(Struct, frozen=True, tag="key", tag_field="about"):
    """For `weak`: a key that is too short. Sizes are in bits."""

    key: str
    bits: int
    least: int


class SignatureEvidence(Struct, frozen=True, tag="signature", tag_field="about"):
    """For `weak`: a signature whose algorithm is broken."""

    algorithm: str


class RevocationEvidence(Struct, frozen=True, tag="revocation", tag_field="about"):
    """For `revoked`: when its issuer took it back, in UTC, and the reason if one was given."""

    revoked_at: datetime
    reason: str = ""


class WordsEvidence(Struct, frozen=True, tag="words", tag_field="about"):
    """For what only the verifier can say: its name, its words, and its number for those who want to search for it."""

    source: str
    words: str
    code: int | None = None


Evidence = (
    NameEvidence
    | PeriodEvidence
    | IssuerEvidence
    | PurposeEvidence
    | KeyEvidence
    | SignatureEvidence
    | RevocationEvidence
    | WordsEvidence
)


class Problem(Struct, frozen=True):
    """One thing that is wrong with one certificate."""

    kind: ProblemKind
    position: int | None
    """Its place in the chain as sent, the server's own being 0; None for one that was not sent."""
    subject: str
    """Whose certificate it is."""
    evidence: Evidence

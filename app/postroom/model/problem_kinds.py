"""The kinds of what can be wrong with a server's certificate."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ProblemKind(StrEnum):
    """The kinds of problems; scripts rely on their names.

    `unknown-authority` and `incomplete-chain` cannot always be told apart: where an issuer is not at hand, either the
    server forgot to send it or nobody here knows it. A certificate of an authority whose issuer is missing counts as
    the first, any other as the second. For safety they are the same: whoever lets one of them pass lets anybody pose
    as the server.
    """

    NAME = "name"
    """It is for other servers than the one that was typed."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    SELF_SIGNED = "self-signed"
    """It vouches for itself, and nobody here vouches for it."""
    UNKNOWN_AUTHORITY = "unknown-authority"
    INCOMPLETE_CHAIN = "incomplete-chain"
    WRONG_PURPOSE = "wrong-purpose"
    """It is not for servers, or whoever issued it may not issue it."""
    WEAK = "weak"
    """A key or a signature that can be forged with effort."""
    REVOKED = "revoked"
    MALFORMED = "malformed"
    """It cannot be read, contains what nobody here understands, or its signature does not fit."""


AUTHORITY: Final = frozenset(
    {ProblemKind.SELF_SIGNED, ProblemKind.UNKNOWN_AUTHORITY, ProblemKind.INCOMPLETE_CHAIN}
)
"""The kinds that say that nobody vouches for a certificate: as soon as one passes, anybody can pose as the server."""

PERIOD: Final = frozenset({ProblemKind.EXPIRED, ProblemKind.NOT_YET_VALID})
"""The kinds that depend on the clock."""

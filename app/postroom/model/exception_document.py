"""The document that lists what may be wrong with certificates, `postroom.exceptions/1`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.exceptions import KeptException, Standing
from postroom.model.problem_kinds import ProblemKind
from postroom.model.trust import Toggle


class ExceptionDocument(Struct, frozen=True):
    """A bound exception; `revoked` is null where nobody took it back. Times are in UTC."""

    id: str
    standing: Standing
    host: str
    port: Annotated[int, Meta(ge=1, le=65535)]
    kinds: tuple[ProblemKind, ...]
    key_sha256: str
    reason: str
    author: str
    created: datetime
    until: datetime
    revoked: datetime | None


class LenientDocument(Struct, frozen=True):
    """What an account ignores of one server's certificate, whichever it shows."""

    account: str
    protocol: Protocol
    ignore: tuple[Toggle, ...]


class ExceptionsDocument(Struct, frozen=True):
    """All bound exceptions, the oldest first, and all accounts that ignore problems."""

    schema: Literal["postroom.exceptions/1"]
    exceptions: tuple[ExceptionDocument, ...]
    accounts: tuple[LenientDocument, ...]


def exceptions_document(
    kept: Iterable[KeptException], accounts: Iterable[Account], now: datetime
) -> ExceptionsDocument:
    """Give the document about exceptions as they stand, and about lenient accounts."""
    return ExceptionsDocument(
        "postroom.exceptions/1",
        tuple(_exception(each, now) for each in kept),
        tuple(
            LenientDocument(account.name, protocol, tuple(sorted(account.ignored(protocol))))
            for account in accounts
            for protocol in account.protocols
            if account.ignored(protocol)
        ),
    )


def _exception(kept: KeptException, now: datetime) -> ExceptionDocument:
    bound = kept.bound
    return ExceptionDocument(
        id=kept.id,
        standing=kept.standing(now),
        host=bound.host,
        port=bound.port,
        kinds=tuple(sorted(bound.kinds)),
        key_sha256=bound.key_sha256,
        reason=bound.reason,
        author=bound.author,
        created=bound.created,
        until=bound.until,
        revoked=kept.revoked,
    )

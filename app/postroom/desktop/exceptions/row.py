"""An exception as a row: how it stands, for whom it is, what it lets pass, until when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from postroom.desktop.certificate.words import day, in_pairs, kinds_in_words, moment
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.exceptions import KeptException, Standing, in_force
from postroom.model.text import say


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A bound exception, whose `id` can be revoked, or the toggles of an account, which its settings hold."""

    key: str
    """Known by it from one showing to the next."""
    icon: Icon
    role: Role
    state: str
    where: str
    kinds: str
    until: str
    why: str
    by: str
    details: str
    id: str = ""
    """What to revoke; empty for toggles, and for what counts no more."""
    account: str = ""
    """Whose toggles they are; empty for a bound exception."""

    @property
    def is_active(self) -> bool:
        return bool(self.id or self.account)

    @property
    def sentence(self) -> str:
        """The row, read aloud."""
        gaps = {"state": self.state, "where": self.where, "kinds": self.kinds, "until": self.until}
        return say("{state}: {where} may have these problems: {kinds}. Until: {until}.", **gaps)


def rows_of(
    exceptions: Iterable[KeptException], accounts: Iterable[Account], now: datetime
) -> list[ExceptionRow]:
    """Give what counts, what ends first coming first; then the toggles; then the history, the newest first."""
    kept = sorted(exceptions, key=lambda each: each.bound.until)
    counting = [each for each in kept if each.standing(now) is Standing.IN_FORCE]
    history = [each for each in reversed(kept) if each.standing(now) is not Standing.IN_FORCE]
    toggles = (row for account in accounts for row in _toggles(account))
    return [*(_bound(each, now) for each in counting), *toggles, *(_bound(each, now) for each in history)]


def excuses(
    account: Account, exceptions: Sequence[KeptException], now: datetime
) -> tuple[tuple[Protocol, str], ...]:
    """Give what may pass of the certificates of an account's servers, in words, by protocol."""
    return tuple(_excuses(account, exceptions, now))


def _excuses(
    account: Account, exceptions: Sequence[KeptException], now: datetime
) -> Iterator[tuple[Protocol, str]]:
    for protocol in account.protocols:
        endpoint = account.endpoint(protocol)
        if account.ignored(protocol):
            kinds = kinds_in_words(account.ignored(protocol))
            yield protocol, say("{protocol} ignores: {kinds}", protocol=protocol.label, kinds=kinds)
        if endpoint is not None:
            for bound in in_force(exceptions, endpoint.host, endpoint.port, now):
                yield (
                    protocol,
                    say(
                        "{protocol} may have until {day}: {kinds}",
                        protocol=protocol.label,
                        day=day(bound.until),
                        kinds=kinds_in_words(bound.kinds),
                    ),
                )


def _bound(kept: KeptException, now: datetime) -> ExceptionRow:
    bound, standing = kept.bound, kept.standing(now)
    icon, role, state = {
        Standing.IN_FORCE: (Icon.LOCK_OPEN, Role.ATTENTION, say("Active")),
        Standing.EXPIRED: (Icon.CLOSED, Role.UNTRIED, say("Ended")),
        Standing.REVOKED: (Icon.CANCELLED, Role.UNTRIED, say("Revoked")),
    }[standing]
    return ExceptionRow(
        key=kept.id,
        icon=icon,
        role=role,
        state=state,
        where=f"{bound.host}:{bound.port}",
        kinds=kinds_in_words(bound.kinds),
        until=day(bound.until),
        why=bound.reason,
        by=bound.author,
        details=_history(kept),
        id=kept.id if standing is Standing.IN_FORCE else "",
    )


def _history(kept: KeptException) -> str:
    gaps = {"key": in_pairs(kept.bound.key_sha256), "made": moment(kept.bound.created)}
    if kept.revoked is None:
        return say("For the key {key}. Made on {made}.", **gaps)
    return say(
        "For the key {key}. Made on {made}, revoked on {revoked}.", revoked=moment(kept.revoked), **gaps
    )


def _toggles(account: Account) -> Iterator[ExceptionRow]:
    for protocol in account.protocols:
        ignored = account.ignored(protocol)
        if ignored:
            yield ExceptionRow(
                key=f"{account.name}\n{protocol}",
                icon=Icon.ATTENTION,
                role=Role.ATTENTION,
                state=say("Always"),
                where=say("{account}, {protocol}", account=account.name, protocol=protocol.label),
                kinds=kinds_in_words(ignored),
                until=say("no end"),
                why=say("a setting of the account"),
                by="",
                details=say(
                    "Whichever key the server shows. It ends when the account's settings are changed."
                ),
                account=account.name,
            )

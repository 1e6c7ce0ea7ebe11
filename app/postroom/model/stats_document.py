"""The document about the spooler as a whole, `postroom.stats/1`: its state, its counts, and what holds accounts up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from postroom.model.document import Moment
from postroom.model.lane import LaneStanding
from postroom.model.spool_document import CountsDocument, counts_document
from postroom.model.spool_lease import Holder
from postroom.model.spool_message import Counts
from postroom.model.spooler import SpoolerStanding, SpoolerState, Switches


class SenderDocument(Struct, frozen=True):
    """The process that sends."""

    program: str
    pid: int
    host: str


class AccountStatsDocument(Struct, frozen=True):
    """The messages of an account, and what holds them up: `reason` is empty where nothing does.

    `held` is why a person has to look after it, `waits_until` when the next connection is tried; null where not.
    """

    account: str
    counts: CountsDocument
    held: str | None
    waits_until: Moment | None
    reason: str


class StatsDocument(Struct, frozen=True):
    """The spooler: whether it accepts and sends, its switches, who sends (null where nobody does), and all counts."""

    schema: Literal["postroom.stats/1"]
    state: SpoolerState
    reason: str
    accepts: bool
    sends: bool
    enabled: bool
    paused: bool
    sender: SenderDocument | None
    counts: CountsDocument
    accounts: tuple[AccountStatsDocument, ...]


def stats_document(
    standing: SpoolerStanding,
    switches: Switches,
    counts: Counts,
    lanes: Mapping[str, LaneStanding],
    sender: Holder | None,
) -> StatsDocument:
    """Give the document about the spooler."""
    accounts = sorted({account for account, _ in counts.numbers} | set(lanes))
    return StatsDocument(
        schema="postroom.stats/1",
        state=standing.state,
        reason=standing.reason,
        accepts=standing.accepts,
        sends=standing.sends,
        enabled=switches.enabled,
        paused=switches.paused,
        sender=None if sender is None else SenderDocument(sender.program, sender.pid, sender.host),
        counts=counts_document(counts),
        accounts=tuple(_account(name, counts, lanes.get(name)) for name in accounts),
    )


def _account(name: str, counts: Counts, lane: LaneStanding | None) -> AccountStatsDocument:
    return AccountStatsDocument(
        account=name,
        counts=counts_document(counts, name),
        held=None if lane is None else lane.held,
        waits_until=None if lane is None else lane.waits_until,
        reason="" if lane is None else lane.reason,
    )

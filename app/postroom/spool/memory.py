"""A spool in memory: what the tables of the file hold, moved by the law itself (`model.spool_standing`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from postroom.model.message import WAITING, MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim, DeliveryAttempt, Result
from postroom.model.spool_commands import UNDOABLE, Command
from postroom.model.spool_errors import ClaimLost, LeaseLost, UnknownMessage
from postroom.model.spool_filter import Filter, Key, Order
from postroom.model.spool_lane import HeldLane
from postroom.model.spool_lease import Lease, Recovered
from postroom.model.spool_message import Counts, NewMessage
from postroom.model.spool_standing import (
    accepted,
    brought_forward,
    claimed,
    concluded,
    given_back,
    obeyed,
    undone,
)
from postroom.model.spooler import Switches
from postroom.model.transcript import one_by_one
from postroom.spool.kept import Held, Kept, comparable, key_of
from postroom.spool.leasing import interrupted_summary


class Memory:
    """What several handles share, as several processes share a file."""

    def __init__(self) -> None:
        self._messages: dict[int, Kept] = {}
        self._last_id = 0
        self._operations = 0
        self.lease: Lease | None = None
        self.leases = 0
        self.last_seen: datetime | None = None
        self.switches = Switches()
        self.lanes: dict[str, HeldLane] = {}
        self.nudges: Counter[str] = Counter()

    def find(self, number: int) -> Kept:
        """Give a message. Raises `UnknownMessage`."""
        if number not in self._messages:
            raise UnknownMessage(number)
        return self._messages[number]

    def get(self, number: int) -> Kept | None:
        return self._messages.get(number)

    def accept(self, new: NewMessage, now: datetime) -> int:
        self._last_id += 1
        count = len(new.envelope.recipients)
        kept = Kept(self._last_id, new, now, accepted(count, now), replies=[None] * count)
        self._messages[kept.id] = kept
        return kept.id

    def matching(self, wanted: Filter) -> Iterator[Kept]:
        return (kept for kept in self._messages.values() if kept.matches(wanted))

    def listed(self, wanted: Filter, order: Order, after: Key | None) -> list[Kept]:
        """Give what matches, in order, behind a key."""
        keys = {
            kept.id: comparable(key_of(kept, order.column), order.column) for kept in self.matching(wanted)
        }
        border = None if after is None else comparable(after, order.column)
        return [
            self._messages[number]
            for number in sorted(keys, key=keys.__getitem__, reverse=order.descending)
            if border is None or (keys[number] < border if order.descending else keys[number] > border)
        ]

    def counts(self) -> Counts:
        return Counts(Counter((kept.new.account, kept.standing.state) for kept in self._messages.values()))

    def waiting(self) -> list[tuple[datetime, Kept]]:
        """Give what may be taken up once it is due, but for held lanes, in the order in which it is due."""
        waiting = [
            (kept.standing.due_at, kept)
            for kept in self._messages.values()
            if kept.standing.due_at is not None and kept.new.account not in self.lanes
        ]
        return sorted(waiting, key=lambda pair: (pair[0], pair[1].id))

    def check_lease(self, number: int) -> None:
        """Raise `LeaseLost` where another has taken over, or nobody may send."""
        if self.lease is None or self.lease.number != number:
            raise LeaseLost

    def claim(self, kept: Kept, lease: int, now: datetime) -> Claim:
        kept.stand(claimed(kept.standing))
        standing = kept.standing
        kept.claim = Held(lease, standing.attempts + 1, now)
        return Claim(
            id=kept.id,
            lease=lease,
            number=kept.claim.number,
            account=kept.new.account,
            envelope=kept.new.envelope,
            outcomes=standing.outcomes,
            queued_at=standing.queued_at,
            attempts_since=standing.attempts - standing.attempts_before,
            body=kept.new.body,
        )

    def owned(self, number: int, lease: int, attempt: int) -> Kept:
        """Give the message of a claim that still holds. Raises `ClaimLost`."""
        kept = self.get(number)
        if kept is None or kept.claim is None or (kept.claim.lease, kept.claim.number) != (lease, attempt):
            raise ClaimLost(number)
        return kept

    def pass_dot(self, claim: Claim) -> None:
        held = self.owned(claim.id, claim.lease, claim.number).claim
        assert held is not None
        held.is_past_dot = True

    def note(self, claim: Claim, attempt: DeliveryAttempt) -> None:
        """Note what became of a claim, for whoever takes over; nothing where it was not marked, or was lost."""
        kept = self.get(claim.id)
        held = None if kept is None else kept.claim
        if held is not None and held.is_past_dot and (held.lease, held.number) == (claim.lease, claim.number):
            held.noted = attempt

    def give_back(self, kept: Kept) -> None:
        kept.claim = None
        kept.stand(given_back(kept.standing))

    def record(self, kept: Kept, attempt: DeliveryAttempt, now: datetime) -> None:
        results = {result.place: result.outcome for result in attempt.results}
        kept.claim = None
        kept.stand(concluded(kept.standing, results, attempt.next_attempt_at, now))
        kept.last_reply = attempt.summary
        kept.attempts.append(attempt._replace(transcript=one_by_one(attempt.transcript)))
        for result in attempt.results:
            kept.replies[result.place] = result.reply

    def settle_claims(self, now: datetime) -> Recovered:
        """End every claim, truthfully."""
        back: list[int] = []
        uncertain: list[int] = []
        noted: list[int] = []
        for kept in self._messages.values():
            if kept.claim is None:
                continue
            if kept.claim.noted is not None:
                noted.append(kept.id)
                self.record(kept, kept.claim.noted, now)
            elif not kept.claim.is_past_dot:
                back.append(kept.id)
                self.give_back(kept)
            else:
                uncertain.append(kept.id)
                self._interrupt(kept, kept.claim, now)
        return Recovered(tuple(back), tuple(uncertain), tuple(noted))

    def _interrupt(self, kept: Kept, held: Held, now: datetime) -> None:
        outcomes = enumerate(kept.standing.outcomes)
        tried = [place for place, outcome in outcomes if outcome is RecipientOutcome.WAITING]
        attempt = DeliveryAttempt(
            number=held.number,
            started_at=held.at,
            seconds=max(0.0, (now - held.at).total_seconds()),
            server="",
            summary=interrupted_summary(),
            results=tuple(Result(place, RecipientOutcome.UNCERTAIN) for place in tried),
        )
        self.record(kept, attempt, now)

    def mind_clock(self, last_seen: datetime | None, now: datetime) -> bool:
        """Where the clock was set back, bring forward what waits, and tell so."""
        if last_seen is None or last_seen <= now:
            return False
        for kept in self._messages.values():
            if kept.standing.state in WAITING:
                kept.stand(brought_forward(kept.standing, last_seen - now), kept.operation)
        return True

    def waiting_accounts(self) -> set[str]:
        """Name the accounts that have something to be sent."""
        on_its_way = WAITING | {MessageState.SENDING}
        return {kept.new.account for kept in self._messages.values() if kept.standing.state in on_its_way}

    def nudge(self, accounts: Iterable[str]) -> None:
        self.nudges.update(accounts)

    def new_operation(self, command: Command) -> int | None:
        if command not in UNDOABLE:
            return None
        self._operations += 1
        return self._operations

    def obey(self, kept: Kept, command: Command, operation: int | None, now: datetime) -> None:
        kept.stand(obeyed(kept.standing, command, now), operation)

    def moved_by(self, operation: int) -> list[Kept]:
        """Give what a command moved and nothing has moved since."""
        return [kept for kept in self._messages.values() if kept.operation == operation]

    def put_back(self, kept: Kept, now: datetime) -> None:
        """Take back the command that moved it last."""
        kept.stand(undone(kept.standing, now))

    def rename(self, old: str, new: str) -> list[int]:
        renamed = [kept for kept in self._messages.values() if kept.new.account == old]
        for kept in renamed:
            kept.new = replace(kept.new, account=new)
            kept.version += 1
        if old in self.lanes:
            self.lanes[new] = replace(self.lanes.pop(old), account=new)
        return [kept.id for kept in renamed]

    def forget(self, before: datetime) -> list[int]:
        over = [
            kept.id
            for kept in self._messages.values()
            if kept.standing.finished_at is not None and kept.standing.finished_at < before
        ]
        for number in over:
            del self._messages[number]
        return over

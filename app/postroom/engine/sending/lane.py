"""The lane of an account: its claimed messages, its connections, and what keeps both waiting.

A lane opens one connection first; when that is ready, as many as there is work for and the account allows. Trouble with
one lane never concerns another. What a person has to look after (a login, a certificate) holds the whole lane with one
reason, and costs no message an attempt; what may pass by itself costs the message for which the connection was wanted
its attempt, and the lane a rest.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from postroom.engine.sending.appetite import Appetite
from postroom.engine.sending.conclusion import conclude, damaged, fail_to_connect
from postroom.engine.sending.connection import LaneConnection
from postroom.engine.sending.consignment import Consignment
from postroom.engine.sending.judgement import damage_of, needs_a_person, was_cut, was_not_tried, went_well
from postroom.engine.sending.office import Office
from postroom.engine.sending.pace import Pace
from postroom.engine.sending.patience import Patience
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.lane import LaneStanding
from postroom.model.sending_rules import USUAL_SENDING
from postroom.model.session import SessionSnapshot
from postroom.model.spool_attempt import Claim
from postroom.model.text import say
from postroom.model.transcript import TranscriptLine
from postroom.protocol.delivery_events import Ending
from postroom.sessions.parcel import Delivered

FRESH: Final = 0.05
"""Seconds for which it need not be looked again whether a lane is open: it is asked for every message."""


class Lane:
    """One account's lane. All methods belong to the thread of the loop."""

    def __init__(self, account: str, office: Office) -> None:
        self.account = account
        self.held: str | None = None
        """Why the spool holds it."""
        self.may_have_more = True
        """Whether the spool gave as much as there was room for."""
        self.settled = 0
        """Messages whose attempt was recorded."""
        self._office = office
        self._waiting: deque[Claim] = deque()
        self._connections: set[LaneConnection] = set()
        self._appetite = Appetite()
        self._pace = Pace()
        self._patience = Patience()
        self._pace_alarm: asyncio.TimerHandle | None = None
        self._rest_alarm: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._rules = office.accounts.rules_of(account) or USUAL_SENDING
        """How the account's messages are sent; the usual ones where it is gone."""
        self._looked_at = float("-inf")
        self._found_open = False
        self._trouble = ""
        """Why nothing can be sent for this account although nobody holds it."""

    # How it stands

    @property
    def busy(self) -> bool:
        """Whether anything of it is under way."""
        return bool(self._waiting or self._connections)

    @property
    def standing(self) -> LaneStanding:
        reason = self.held or self._trouble
        resting = self._patience.waits(self._office.now())
        return LaneStanding(
            account=self.account,
            connections=len(self._connections),
            limit=self._patience.limit(self._rules.connections),
            held=self.held,
            waits_until=self._patience.until if resting else None,
            reason=reason or (self._patience.reason if resting else ""),
            in_flight=sum(connection.in_flight for connection in self._connections),
        )

    # What it is given

    def room(self) -> int:
        """Give how many messages may be claimed for it now."""
        if not self._is_open():
            return 0
        return self._appetite.room(len(self._waiting))

    def take(self, claims: Sequence[Claim]) -> None:
        """Take claimed messages in."""
        self._appetite.fed(self._loop.time())
        self._waiting.extend(claims)
        if not self._is_open():
            self.rest()
        self.go_on()

    def go_on(self) -> None:
        """Do what can be done: wake connections, open more."""
        if not self._waiting or not self._is_open():
            return
        for connection in tuple(self._connections):
            if self._waiting and connection.idle:
                connection.wake()
        if self._waiting and self._may_connect():
            self._connect()

    def rest(self) -> None:
        """Give back what was not begun, and let the connections finish what they have."""
        self._found_open = False
        if self._waiting:
            self._office.give_back(self._waiting)
            self._waiting.clear()
        for connection in tuple(self._connections):
            connection.retire()

    def give_up(self) -> None:
        """End every connection at once."""
        self.rest()
        for connection in tuple(self._connections):
            connection.give_up()

    def nudge(self) -> None:
        """Try again at once."""
        self._patience.forget()
        self._trouble = ""
        self._found_open = False
        self.may_have_more = True
        self._stop_waiting_for_pace()
        self._office.look(anew=True)
        self.go_on()

    def open(self) -> None:
        """Be held no more, and try at once."""
        self.held = None
        self.nudge()

    # What a connection asks for, and tells

    def next(self, connection: LaneConnection) -> Consignment | None:
        """Give a connection its next message; None where there is none, or it is to end."""
        rules = self._rules
        if not self._is_open() or connection.begun >= rules.messages_per_connection:
            connection.retire()
            self._loop.call_soon(self.go_on)
            return None
        if not self._waiting:
            self._office.look()
            return None
        if rules.rate is not None:
            wait = self._pace.wait(rules.rate, self._loop.time())
            if wait:
                self._wait_for_pace(wait)
                return None
            self._pace.take()
        claim = self._waiting.popleft()
        if self.may_have_more and self._appetite.room(len(self._waiting)):
            self._office.look()
        return Consignment(claim, self._office, connection.finished, connection.put_back)

    def ready(self, connection: LaneConnection) -> None:
        """Take notice that a connection is ready: others may follow."""
        del connection
        self._office.lane_changed()
        self.go_on()

    def settle(self, connection: LaneConnection, consignment: Consignment, delivered: Delivered) -> None:
        """Record what became of a message, or give it back where nothing did."""
        claim, office = consignment.claim, self._office
        now = office.now()
        if delivered.closed is not None or consignment.content_trouble is not None:
            if was_not_tried(connection, consignment, delivered):
                office.give_back([claim])
                return
            if (damage := damage_of(consignment, delivered)) is not None:
                office.record(claim, damaged(claim, damage, now=now))
                return
        began = now - timedelta(seconds=delivered.seconds)
        attempt = conclude(claim, delivered, self._rules, now=now, began=began, server=connection.server)
        office.record(claim, attempt)
        connection.settled += 1
        self.settled += 1
        if went_well(delivered):
            self._patience.succeeded()

    def failed(
        self, connection: LaneConnection, snapshot: SessionSnapshot, lines: Sequence[TranscriptLine]
    ) -> None:
        """Take notice that a connection could not be opened."""
        error = snapshot.error
        if error is None or error.code is ErrorCode.CANCELLED:
            return
        if needs_a_person(error):
            self._hold(f"{error.message} {error.advice}")
        elif not self._office.is_online(snapshot.plan.endpoint.host):
            self.rest()
        elif others := sum(each.is_ready for each in self._connections if each is not connection):
            self._patience.crowded(others, self._rules.connections)
        else:
            self._defer_one(connection, error, tuple(lines))
            self.slow_down(error.message)

    def ended(self, connection: LaneConnection) -> None:
        """Take notice that a connection is gone."""
        self._connections.discard(connection)
        closed = connection.closed
        if closed is not None and closed.ending is Ending.DISMISSED:
            said = say("The server asked to slow down: {reply}", reply=closed.reply)
            open_now, allowed = len(self._connections) + 1, self._rules.connections
            self._patience.dismissed(said, open_now, allowed, self._office.now())
            self._begin_rest()
        elif connection.broke:
            self.slow_down(say("Sending failed by a fault of ours: the log has the details."))
        elif was_cut(closed) and not connection.settled_well and (connection.begun or self._waiting):
            self.slow_down(connection.last_summary or say("The server ended the connection."))
        self._office.lane_changed()
        self._office.look()
        self.go_on()

    def cannot_send(self, reason: str) -> None:
        """Take notice that there is no way to send for this account at present."""
        self._trouble = reason
        self.rest()
        self._office.lane_changed()

    # Within

    def _is_open(self) -> bool:
        """Whether messages may leave by this lane now; what was found out is good for `FRESH` seconds."""
        now = self._loop.time()
        if now - self._looked_at > FRESH or not self._found_open:
            self._looked_at, self._found_open = now, self._look_whether_open()
            self._rules = self._office.accounts.rules_of(self.account) or USUAL_SENDING
        return self._found_open

    def _look_whether_open(self) -> bool:
        if self.held is not None or not self._office.sends or self._patience.waits(self._office.now()):
            return False
        if self._trouble:
            return False
        try:
            account = self._office.accounts.account(self.account)
        except UnknownAccount:
            self._trouble = say(
                "There is no account {name} any more: add it again, or discard its messages.",
                name=self.account,
            )
            return False
        endpoint = account.endpoint(Protocol.SMTP)
        return endpoint is None or self._office.is_online(endpoint.host)

    def _may_connect(self) -> bool:
        """Whether one more connection makes sense: the first one alone until it is ready."""
        opening = sum(not connection.is_ready for connection in self._connections)
        if self._pace_alarm is not None:
            return False
        if len(self._connections) >= self._patience.limit(self._rules.connections):
            return False
        return not opening or (opening < len(self._connections) and opening < len(self._waiting))

    def _connect(self) -> None:
        connection = LaneConnection(self, self._office)
        self._connections.add(connection)
        self._office.spawn(connection.run(), f"deliver for {self.account}")

    def _hold(self, reason: str) -> None:
        self.held = reason
        self.rest()
        self._office.hold_lane(self.account, reason)

    def _defer_one(
        self, connection: LaneConnection, error: SessionError, lines: tuple[TranscriptLine, ...]
    ) -> None:
        """Let the message have had its attempt for which the connection was wanted."""
        if not self._waiting:
            return
        claim = self._waiting.popleft()
        attempt = fail_to_connect(
            claim,
            str(error.server_reply) if error.server_reply is not None else error.message,
            self._rules,
            now=self._office.now(),
            began=connection.began,
            server=connection.server,
            reply=error.server_reply,
            transcript=lines,
        )
        self._office.record(claim, attempt)
        self.settled += 1

    def slow_down(self, reason: str) -> None:
        """Give back what was not begun, and rest for a while."""
        self._patience.failed(reason, self._rules.retry.schedule, self._office.now())
        self._begin_rest()

    def _begin_rest(self) -> None:
        self.rest()
        until = self._patience.until
        if until is not None:
            self._set_rest_alarm(until)
        self._office.lane_changed()

    def _set_rest_alarm(self, until: datetime) -> None:
        if self._rest_alarm is not None:
            self._rest_alarm.cancel()
        wait = max(0.0, (until - self._office.now()).total_seconds())
        self._rest_alarm = self._loop.call_later(wait, self._end_rest)

    def _end_rest(self) -> None:
        self._rest_alarm = None
        until = self._patience.until
        if until is not None and self._patience.waits(self._office.now()):
            self._set_rest_alarm(until)
            return
        self._office.lane_changed()
        self._office.look(anew=True)

    def _wait_for_pace(self, seconds: float) -> None:
        if self._pace_alarm is None:
            self._pace_alarm = self._loop.call_later(seconds, self._go_on_in_pace)

    def _go_on_in_pace(self) -> None:
        self._pace_alarm = None
        self.go_on()

    def _stop_waiting_for_pace(self) -> None:
        if self._pace_alarm is not None:
            self._pace_alarm.cancel()
            self._pace_alarm = None

    def close(self) -> None:
        """Let go of the clock."""
        self._stop_waiting_for_pace()
        if self._rest_alarm is not None:
            self._rest_alarm.cancel()

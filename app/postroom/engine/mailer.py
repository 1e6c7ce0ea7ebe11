"""Sending a message: into the spool, or at once over the account's session and outside the queue."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from postroom.engine.access import AccountAccess
from postroom.engine.admission import Admission, Admitted, Submitted, new_message
from postroom.engine.changes import SessionKey
from postroom.engine.secret_needed import SecretNeeded
from postroom.engine.sessions import SessionBoard
from postroom.engine.spooler import Spooler
from postroom.model import spool_refusals as refusals
from postroom.model.account import Account
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.envelope import Envelope
from postroom.model.errors import SessionError
from postroom.model.message import RecipientOutcome
from postroom.model.session import SessionState
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.spool_errors import SpoolError
from postroom.model.transcript import one_by_one

if TYPE_CHECKING:
    from postroom.sessions.parcel import Delivered
    from postroom.sessions.session import Loan


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNow:
    """What became of a message that was sent at once."""

    attempt: DeliveryAttempt | None
    """What the server said about each recipient; None where no session could be opened."""
    error: SessionError | None = None
    """Why no session could be opened."""
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the server took the message for every recipient."""
        return self.attempt is not None and all(
            result.outcome is RecipientOutcome.SENT for result in self.attempt.results
        )

    @property
    def summary(self) -> str:
        """What it came to, in one line."""
        if self.attempt is not None:
            return self.attempt.summary
        return "" if self.error is None else self.error.message


class Mailer:
    """Takes messages for sending. All methods raise `Refused` for what cannot be sent."""

    def __init__(
        self, access: AccountAccess, spooler: Spooler, board: SessionBoard, admission: Admission
    ) -> None:
        self._access = access
        self._spooler = spooler
        self._board = board
        self._admission = admission

    async def send(self, name: str, envelope: Envelope, message: bytes) -> Submitted | SentNow:
        """Queue the message where the account sends in the background, and send it at once otherwise."""
        if self._account(name).sending.asynchronous:
            return await self.submit(name, envelope, message)
        return await self.submit_now(name, envelope, message)

    async def submit(
        self, name: str, envelope: Envelope, message: bytes, subject: str | None = None
    ) -> Submitted:
        """Queue a message; it is on the disk when this returns."""
        account = self._account(name)
        try:
            if not self._spooler.is_open:
                await self._spooler.open()
            if not self._spooler.standing.accepts:
                raise refusals.disabled()
            admitted = await self._admission.admit(account, envelope, message, self._capabilities(name))
            self._admission.check_room(admitted.envelope.size)
            number = await self._spooler.submit(new_message(name, admitted, subject))
        except (SpoolError, OSError) as error:
            raise refusals.trouble(str(error)) from error
        return Submitted(number, admitted.remarks)

    async def submit_now(self, name: str, envelope: Envelope, message: bytes) -> SentNow:
        """Send a message at once, over the account's open session or one for this message alone."""
        account = self._account(name)
        admitted = await self._admission.admit(account, envelope, message, self._capabilities(name))
        try:
            async with self._loan(name) as loan:
                if not isinstance(loan, _Unopened):
                    return SentNow(attempt=await _deliver(loan, account, admitted), remarks=admitted.remarks)
                return SentNow(attempt=None, error=loan.error, remarks=admitted.remarks)
        except SecretNeeded as needed:
            raise refusals.password_needed(needed.user, name) from needed

    def _account(self, name: str) -> Account:
        try:
            return self._access.account(name)
        except UnknownAccount:
            raise refusals.unknown_account(name) from None

    def _capabilities(self, name: str) -> Sequence[str]:
        """Give what the server said last that it can do."""
        snapshot = self._board.snapshot(SessionKey(name, Protocol.SMTP))
        known = () if snapshot is None else snapshot.capabilities
        return known or self._spooler.capabilities(name)

    @asynccontextmanager
    async def _loan(self, name: str) -> AsyncIterator[Loan | _Unopened]:
        """Lend the connection of the account's session, or of one that is opened and closed for this."""
        from postroom.sessions.session import NotLendable, Session

        session = self._board.session(SessionKey(name, Protocol.SMTP))
        if session is not None and session.snapshot.state is SessionState.READY:
            try:
                async with session.lent() as loan:
                    yield loan
                    return
            except NotLendable:
                pass
        session = Session(await self._access.plan(SessionKey(name, Protocol.SMTP)))
        try:
            snapshot = await session.open()
            if snapshot.state is not SessionState.READY:
                yield _Unopened(snapshot.error)
                return
            async with session.lent() as loan:
                yield loan
        finally:
            await session.close()


@dataclass(frozen=True, slots=True)
class _Unopened:
    error: SessionError | None


class _Only:
    """The one parcel of a courier, which is not in the spool."""

    def __init__(self, admitted: Admitted) -> None:
        self.envelope = admitted.envelope
        self._message = admitted.message
        self._given = False
        self.delivered: Delivered | None = None

    def next(self) -> _Only | None:
        given, self._given = self._given, True
        return None if given else self

    def mark(self) -> Future[None]:
        done: Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    def content(self) -> bytes | Future[bytes]:
        return self._message

    def put_back(self) -> None:
        """Do nothing: it was never anywhere else."""

    def settle(self, delivered: Delivered) -> None:
        self.delivered = delivered


async def _deliver(loan: Loan, account: Account, admitted: Admitted) -> DeliveryAttempt:
    from postroom.engine.sending.conclusion import conclude
    from postroom.sessions.courier import Courier
    from postroom.sessions.parcel import lost

    only = _Only(admitted)
    await Courier(loan, only).run()
    if only.delivered is None:  # the connection ended before a word was said
        only.settle(lost(admitted.envelope))
    assert only.delivered is not None
    now = datetime.now(UTC)
    claim = Claim(
        id=0,
        lease=0,
        number=1,
        account=account.name,
        envelope=admitted.envelope,
        outcomes=(RecipientOutcome.WAITING,) * len(admitted.envelope.recipients),
        queued_at=now,
        attempts_since=0,
        body=admitted.message,
    )
    began = now - timedelta(seconds=only.delivered.seconds)
    server = loan.snapshot.address or ""
    attempt = conclude(claim, only.delivered, account.sending, now=now, began=began, server=server)
    return attempt._replace(transcript=one_by_one(attempt.transcript), next_attempt_at=None)

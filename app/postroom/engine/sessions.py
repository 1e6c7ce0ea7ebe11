"""The sessions that are open for accounts: one per key, each watched by the change feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from postroom.engine.changes import ChangeFeed, SessionKey
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.net.transcript import Transcript

if TYPE_CHECKING:
    from postroom.sessions.session import Session

MakeSession = Callable[..., "Session"]
CLOSE_SECONDS: Final = 3.0
"""How long sessions may take to say goodbye when the program ends."""


def real_session(plan: SessionPlan, *, on_change: Callable[[], None]) -> Session:
    """Make a session. The drivers are loaded with the first one, so that a window can open before."""
    from postroom.sessions.session import Session

    return Session(plan, on_change=on_change)


class SessionBoard:
    """Opens, cancels and closes sessions by key. A key's last session stays readable after its end."""

    def __init__(self, feed: ChangeFeed, make: MakeSession = real_session) -> None:
        self._feed = feed
        self._make = make
        self._sessions: dict[SessionKey, Session] = {}
        self._opening: dict[SessionKey, asyncio.Task[SessionSnapshot]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def snapshot(self, key: SessionKey) -> SessionSnapshot | None:
        """Give the session as it stands; None where none was ever opened."""
        session = self._sessions.get(key)
        return None if session is None else session.snapshot

    def transcript(self, key: SessionKey) -> Transcript | None:
        """Give the session's conversation, which grows while it lives."""
        session = self._sessions.get(key)
        return None if session is None else session.transcript

    def session(self, key: SessionKey) -> Session | None:
        """Give the key's last session itself; None where none was ever opened."""
        return self._sessions.get(key)

    async def open(self, key: SessionKey, plan: SessionPlan) -> SessionSnapshot:
        """Open a session, in place of the key's former one. Ends when it is ready or has failed.

        Cancelling this call cancels the opening.
        """
        await self._close_all_of(key)
        session = self._make(plan, on_change=lambda: self._feed.session_changed(key))
        self._sessions[key] = session
        task = spawn(
            session.open(),
            name=f"open {key.protocol} session of {key.account}",
            owner=self._tasks,
        )
        self._opening[key] = task
        self._feed.session_changed(key)
        try:
            return await task
        finally:
            if self._opening.get(key) is task:
                del self._opening[key]

    def cancel(self, key: SessionKey) -> None:
        """Stop an opening where it is; harmless where nothing opens."""
        session = self._sessions.get(key)
        if session is not None and key in self._opening:
            session.cancel()

    async def close(self, key: SessionKey) -> None:
        """End the key's session in order; an opening one is cancelled first. Harmless where there is none."""
        session = self._sessions.get(key)
        if session is None:
            return
        self.cancel(key)
        await session.close()
        self._feed.session_changed(key)

    async def forget(self, account: str) -> None:
        """Close the account's sessions and drop what they showed."""
        for key in [key for key in self._sessions if key.account == account]:
            await self._close_all_of(key)
            self._sessions.pop(key, None)

    async def _close_all_of(self, key: SessionKey) -> None:
        """Return when the key has no open session, also where another one took its place meanwhile."""
        closed: Session | None = None
        while (session := self._sessions.get(key)) is not closed:
            await self.close(key)
            closed = session

    async def aclose(self) -> None:
        """End everything, politely for `CLOSE_SECONDS` and then at once."""
        closing = [
            spawn(
                self.close(key),
                name=f"close {key.protocol} session of {key.account}",
                owner=self._tasks,
            )
            for key in self._sessions
        ]
        if closing:
            await asyncio.wait(closing, timeout=CLOSE_SECONDS)
        await cancel_and_wait(*self._tasks)

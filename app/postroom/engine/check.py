"""Checking: open sessions side by side, keep what they showed, and close them again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from postroom.engine.sessions import MakeSession
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot
from postroom.model.transcript import TranscriptLine
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.sessions.session import Session
from postroom.settings.logs import remember


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check showed: the session when it was open or had failed, and the whole conversation."""

    snapshot: SessionSnapshot
    transcript: tuple[TranscriptLine, ...]


Watch = Callable[[SessionSnapshot], None]
"""Is told how a session stands, after each change."""


async def check(
    plans: Sequence[SessionPlan], *, watch: Watch = lambda _: None, make: MakeSession = Session
) -> tuple[Checked, ...]:
    """Check all `plans` at the same time; the results come in their order. A failure is a result.

    When cancelled, every session has ended before the cancellation goes on.
    """
    for plan in plans:
        if plan.credentials is not None:
            remember(plan.credentials.secret, plan.credentials.user)
    owner: set[asyncio.Task[Any]] = set()
    tasks = [
        spawn(
            _check_one(plan, watch, make),
            name=f"check {plan.protocol} {plan.endpoint}",
            owner=owner,
        )
        for plan in plans
    ]
    try:
        if tasks:
            await asyncio.wait(tasks)
        return tuple(task.result() for task in tasks)
    finally:
        await cancel_and_wait(*tasks)


async def _check_one(plan: SessionPlan, watch: Watch, make: MakeSession) -> Checked:
    session: Session = make(plan, on_change=lambda: watch(session.snapshot))
    try:
        snapshot = await session.open()
    finally:
        await session.close()
    return Checked(snapshot, session.transcript.lines())

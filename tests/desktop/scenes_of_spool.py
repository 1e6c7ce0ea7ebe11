"""The scenes of the spooler's page: its states, its messages, and what can be done about them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from postroom.engine.changes import Changes
from postroom.model.lane import LaneStanding
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_errors import SpoolFull
from postroom.spool.changes import SpoolChanges
from tests.desktop.scenes import LONG, Shown
from tests.desktop.spool.fake import FakeSpooler

ACCOUNTS = ("All well", "Slow server", "STARTTLS missing")
SUBJECTS = (
    "Invoice 4711",
    "Your order has been sent",
    "Contract, third draft",
    "Minutes of the meeting",
    "Reminder: renew the certificate",
    "Password of the printer",
    "Newsletter of November",
)
PEOPLE = (
    "bob@example.org",
    "eve@example.com",
    "carl.otto@mail.example.net",
    "dora@corp.example",
    "emil@post.example",
)
ENDS = (
    [RecipientOutcome.SENT] * 7
    + [RecipientOutcome.WAITING] * 2
    + [RecipientOutcome.FAILED, RecipientOutcome.UNCERTAIN]
)


async def given(shown: Shown) -> FakeSpooler:
    """Put a spooler in the engine's place that stands as the scene wants it."""
    await shown.engine.start_demo()
    await shown.frames()
    fake: Any = FakeSpooler()
    fake.aclose = shown.engine.spooler.aclose
    shown.engine.spooler = fake
    commands = shown.desk.spool

    def tell(changes: SpoolChanges) -> None:
        commands._changed(Changes(messages=changes.messages, many_messages=changes.anything, spooler=True))

    fake.listeners.append(tell)
    spooler: FakeSpooler = fake
    return spooler


async def submit(spooler: FakeSpooler, count: int) -> list[int]:
    """Put messages in, of all kinds."""
    return [
        await spooler.submit(
            random.choice(SUBJECTS),
            account=random.choice(ACCOUNTS),
            to=random.sample(PEOPLE, random.choice((1, 1, 1, 2, 4))),
            size=round(random.lognormvariate(9, 1.6)),
        )
        for _ in range(count)
    ]


async def mixed(spooler: FakeSpooler, count: int = 1_200) -> None:
    """Put messages in, some of which have been tried."""
    random.seed(count)
    numbers = await submit(spooler, count)
    tried = random.sample(numbers, count // 3)
    for number in tried:
        await spooler.attempt(number, random.choice(ENDS))
    left = [number for number in numbers if number not in set(tried)]
    held = tuple(Seen(number) for number in random.sample(left[: count // 2], count // 60))
    await spooler.command(Chosen(held), Command.HOLD)
    for number in left[-9:-5]:
        await spooler.begin_sending(number)
    for number in left[-5:]:
        await spooler.attempt(number, random.choice(ENDS[5:]))
    spooler.rate.history = tuple(max(0.0, random.gauss(3.4, 1.4)) for _ in range(60))
    spooler.rate.per_second = 3.4
    spooler.remaining_seconds = 131.0


async def show(shown: Shown, *, state: MessageState | None = None) -> None:
    """Show the page, and the newest message that stands so."""
    shown.desk.spool.show_page()
    page = shown.desk.spool.page
    await shown.frames(0.6)
    if state is not None:
        rows = [page.model.row(place) for place in range(min(200, len(page.model.ids)))]
        place = next((n for n, row in enumerate(rows) if row is not None and row.state is state), 0)
        page.table.choose_row(place)
        await shown.frames(0.4)


async def spooler(shown: Shown) -> None:
    """Many messages, one of which the server put off."""
    await mixed(await given(shown))
    await show(shown, state=MessageState.DEFERRED)


async def spooler_attempts(shown: Shown) -> None:
    await spooler(shown)
    shown.desk.spool.page.pane.tabs.setCurrentIndex(1)


async def spooler_headers(shown: Shown) -> None:
    await spooler(shown)
    shown.desk.spool.page.pane.tabs.setCurrentIndex(2)


async def spooler_source(shown: Shown) -> None:
    await spooler(shown)
    shown.desk.spool.page.pane.tabs.setCurrentIndex(3)


async def spooler_uncertain(shown: Shown) -> None:
    await mixed(await given(shown))
    await show(shown)
    shown.desk.spool.page.filters.choose_states({MessageState.UNCERTAIN, MessageState.FAILED})
    await shown.frames(0.4)
    await show(shown, state=MessageState.UNCERTAIN)


async def spooler_lanes(shown: Shown) -> None:
    """One account waits for a person, another for its server."""
    fake = await given(shown)
    await mixed(fake)
    refused = (
        "The server refused the password of ada@example.com. Enter the right one, and the messages go on."
    )
    busy = "The server asked to come back later (421 4.7.0 Too many connections). The next connection is tried in 40 s."
    fake.lanes = {
        "STARTTLS missing": LaneStanding(account="STARTTLS missing", held=refused, reason=refused),
        "Slow server": LaneStanding(
            account="Slow server", reason=busy, waits_until=datetime.now(UTC) + timedelta(seconds=40)
        ),
    }
    await show(shown)


async def spooler_empty(shown: Shown) -> None:
    await given(shown)
    await show(shown)


async def spooler_nothing_found(shown: Shown) -> None:
    await mixed(await given(shown), 120)
    await show(shown)
    shown.desk.spool.page.filters.search.setText("nowhere to be found")


async def spooler_search(shown: Shown) -> None:
    await mixed(await given(shown))
    await show(shown)
    shown.desk.spool.page.filters.search.setText("invoice")


async def spooler_disabled(shown: Shown) -> None:
    fake = await given(shown)
    for number in await submit(fake, 40):
        await fake.attempt(number, RecipientOutcome.SENT)
    await fake.disable()
    await show(shown)


async def spooler_draining(shown: Shown) -> None:
    fake = await given(shown)
    await mixed(fake)
    await fake.disable()
    await show(shown)


async def spooler_paused(shown: Shown) -> None:
    fake = await given(shown)
    await mixed(fake, 300)
    await fake.pause()
    await show(shown)


async def spooler_offline(shown: Shown) -> None:
    fake = await given(shown)
    await mixed(fake, 300)
    fake.online = False
    await show(shown, state=MessageState.QUEUED)


async def spooler_chosen(shown: Shown) -> None:
    """Everything is chosen, and is about to be cancelled."""
    await mixed(await given(shown))
    await show(shown)
    shown.desk.spool.page.chooser.choose_everything()


async def spooler_asked(shown: Shown) -> None:
    await spooler_chosen(shown)
    await shown.frames()
    shown.desk.spool.page.bar.ask(Command.CANCEL)


async def spooler_busy(shown: Shown) -> None:
    """A command works on many messages."""
    await mixed(await given(shown))
    await show(shown)
    progress = shown.desk.spool.page.progress
    progress.begin("Holding")
    progress.tell(40_000, 100_000)
    await shown.frames(0.4)


async def spooler_undo(shown: Shown) -> None:
    await mixed(await given(shown))
    await show(shown)
    shown.desk.spool.page.table.selectAll()
    await shown.frames()
    shown.desk.spool.messages.do(Command.HOLD)


async def spooler_news(shown: Shown) -> None:
    """New messages wait above what is looked at; the disk is full."""
    fake = await given(shown)
    await mixed(fake)
    await show(shown)
    shown.desk.spool.page.table.verticalScrollBar().setValue(4_000)
    await submit(fake, 12)
    fake.trouble_with_commands = SpoolFull()
    shown.desk.spool.page.table.choose_row(150)
    await shown.frames(0.4)
    shown.desk.spool.messages.do(Command.HOLD)


async def spooler_narrow(shown: Shown) -> None:
    """Long names and texts in the smallest window."""
    shown.window.resize(1024, 700)
    fake = await given(shown)
    await mixed(fake, 300)
    for number in range(4):
        await fake.submit(
            "A subject that goes on and on, as those of forwarded messages do " * 3,
            account="STARTTLS missing",
            sender=LONG,
            to=[LONG, *PEOPLE],
            size=10 ** (number + 4),
        )
    await show(shown, state=MessageState.QUEUED)


SCENES: dict[str, Callable[[Shown], Awaitable[None]]] = {
    scene.__name__: scene
    for scene in (
        spooler,
        spooler_attempts,
        spooler_headers,
        spooler_source,
        spooler_uncertain,
        spooler_lanes,
        spooler_empty,
        spooler_search,
        spooler_nothing_found,
        spooler_disabled,
        spooler_draining,
        spooler_paused,
        spooler_offline,
        spooler_chosen,
        spooler_asked,
        spooler_busy,
        spooler_undo,
        spooler_news,
        spooler_narrow,
    )
}

"""The line that shows what a check waits for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from postroom.console import progress
from postroom.console.progress import Progress
from postroom.model.session import SessionSnapshot, SessionState
from tests.console.test_page import Terminal
from tests.model.samples import PLAN, READY

OPENING = replace(READY, state=SessionState.OPENING, steps=READY.steps[:1])


class Watched(Terminal):
    """A terminal that tells when something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = asyncio.Event()

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(progress, "PATIENCE", 0.001)
    monkeypatch.setattr(progress, "EVERY", 0.001)


async def shown(*snapshots: SessionSnapshot, times: int = 1) -> str:
    """Give what a terminal got until so many lines were written."""
    terminal = Watched()
    with Progress(terminal) as line:
        for snapshot in snapshots:
            line.changed(snapshot)
        async with asyncio.timeout(10):
            for _ in range(times):
                terminal.written.clear()
                await terminal.written.wait()
    return terminal.getvalue()


async def test_it_names_the_step_of_each_session_and_clears_itself() -> None:
    text = await shown(OPENING)
    assert text.startswith("\r\x1b[KPOP3 pop.example.com:995: resolve ... 0 s, Ctrl+C stops")
    assert text.endswith("\r\x1b[K")


async def test_it_goes_on_while_it_lasts() -> None:
    assert (await shown(OPENING, times=3)).count("resolve") >= 3


async def test_sessions_that_are_ready_are_not_waited_for() -> None:
    other = replace(OPENING, plan=replace(PLAN, local_name="other"), steps=())
    text = await shown(READY, other)
    assert text.count("pop.example.com") == text.count("pop.example.com:995:  ...")


async def test_many_sessions_are_a_number() -> None:
    many = [replace(OPENING, plan=replace(PLAN)) for _ in range(5)]
    assert "waiting for 5 of 5 sessions ... 0 s" in await shown(*many)


async def test_it_stays_on_its_line_and_obeys_no_name() -> None:
    endpoint = replace(PLAN.endpoint, host="\x1b[2J" + "a" * 80)
    text = await shown(replace(OPENING, plan=replace(PLAN, endpoint=endpoint)))
    line = text.split("\r\x1b[K")[1]
    assert line.startswith("POP3 \\x1b[2Jaaa")
    assert len(line) == 59


async def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    with Progress(sys.stderr) as line:
        line.changed(OPENING)
        await asyncio.sleep(0)
    assert capsys.readouterr().err == ""

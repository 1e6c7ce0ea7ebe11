"""The end of the program, in a process of its own whose spool holds messages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from postroom.engine.engine import Engine
from postroom.model.closing import CloseAnswer
from postroom.model.message import MessageState
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to a process there")

PROGRAM = """
import asyncio, os, signal, sys
from PySide6.QtWidgets import QApplication
from postroom.desktop import app
from postroom.desktop.closing.dialog import ClosingDialog
from postroom.model.account import Account, Server
from postroom.model.closing import CloseAnswer
from postroom.model.ready_message import envelope_for

MESSAGE = b"From: ada@example.com\\r\\nTo: bob@example.org\\r\\n\\r\\nAt five?\\r\\n"
open_window = app.open_window

async def close_and_keep(window):
    window.close()
    while not (dialogs := window.findChildren(ClosingDialog)):
        await asyncio.sleep(0.01)
    dialogs[0].question.buttons[CloseAnswer.KEEP].click()

async def open_and_end(window, engine, appearance, *, demo=False):
    desk = await open_window(window, engine, appearance, demo=demo)
    engine.add_account(Account(name="ada", smtp=Server("127.0.0.1", 9)))
    await engine.spooler.open(send=True)
    await engine.spooler.pause()
    for _ in range(2):
        await engine.submit("ada", envelope_for(MESSAGE), MESSAGE)
    while not engine.spooler.is_sender or engine.spooler.counts.total() < 2:
        await asyncio.sleep(0.01)
    asyncio.get_running_loop().call_soon(lambda: {end})
    return desk

app.open_window = open_and_end
sys.exit(app.run([], demo=False))
"""

ENDS = {
    "terminated": ("os.kill(os.getpid(), signal.SIGTERM)", 0),
    "interrupted": ("os.kill(os.getpid(), signal.SIGINT)", 130),
    "quit": ("QApplication.exit(0)", 0),
    "closed": ("engine.spawn(close_and_keep(window), name='close')", 0),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", -9),
}


def run(end: str, home: Path) -> int:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(end=end)],
        env={**os.environ, "POSTROOM_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (ended.stdout, said) == ("", [])
    return ended.returncode


async def count(home: Path, state: MessageState) -> int:
    async with Engine.start(Folders.under(home)) as engine:
        await engine.spooler.open()
        return engine.spooler.counts.total([state])


@pytest.mark.parametrize("end", ["terminated", "interrupted", "quit"])
async def test_the_spooler_is_emptied_into_history(tmp_path: Path, end: str) -> None:
    program, status = ENDS[end]
    assert run(program, tmp_path) == status
    assert await count(tmp_path, MessageState.DISCARDED) == 2


@pytest.mark.parametrize("answer", [CloseAnswer.KEEP, CloseAnswer.SEND])
async def test_what_is_to_be_kept_or_sent_is_kept(tmp_path: Path, answer: CloseAnswer) -> None:
    Preferences(on_close=answer).save(Folders.under(tmp_path))
    assert run(ENDS["terminated"][0], tmp_path) == 0
    assert await count(tmp_path, MessageState.QUEUED) == 2


async def test_whoever_closes_the_window_is_asked(tmp_path: Path) -> None:
    program, status = ENDS["closed"]
    assert run(program, tmp_path) == status
    assert await count(tmp_path, MessageState.QUEUED) == 2


async def test_a_kill_is_no_closing(tmp_path: Path) -> None:
    assert run(*ENDS["killed"][:1], tmp_path) == ENDS["killed"][1]
    assert await count(tmp_path, MessageState.QUEUED) == 2

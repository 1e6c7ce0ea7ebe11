"""Lets a spooler that runs for long notice what others save: accounts, exceptions and passwords in files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from postroom.engine.engine import Engine

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at the files."""

Marks = frozenset[tuple[str, int, int]]
"""The name of each file, when it was written, and its size."""


async def follow_settings(engine: Engine) -> None:
    """Read the settings again whenever their files have changed, and try again at once what they hindered."""
    folder = engine.settings_folder
    if folder is None:
        return
    seen = _marks(folder)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        marks = _marks(folder)
        if marks != seen:
            seen = marks
            engine.reload_accounts()
            engine.reload_exceptions()
            if engine.spooler.is_sender:
                await engine.spooler.nudge()


def _marks(folder: Path) -> Marks:
    marks = set()
    try:
        for path in folder.iterdir():
            found = path.stat()
            marks.add((path.name, found.st_mtime_ns, found.st_size))
    except OSError:
        return frozenset()  # it is not there yet, or a file has just gone: the next look tells
    return frozenset(marks)

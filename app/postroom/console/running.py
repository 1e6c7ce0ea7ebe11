"""The engine of one command, with a loop that runs only while the command awaits something."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from postroom.engine.engine import Engine


@contextmanager
def running_engine() -> Iterator[tuple[Engine, asyncio.Runner]]:
    """Start the engine on what is saved, and close it in order.

    Between two calls of the runner no loop runs: a question on the terminal is asked there, so that Ctrl+C ends it.
    """
    with asyncio.Runner() as runner:
        engine = Engine.start()
        try:
            yield engine, runner
        finally:
            runner.run(engine.aclose())

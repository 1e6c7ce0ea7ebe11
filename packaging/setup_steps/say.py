"""What the set-up says: one line for each step, and one clear stop when it cannot go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(Exception):
    """The set-up cannot go on: why, what to type, and what a tool said about it."""

    def __init__(self, why: str, *commands: str, details: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.commands = commands
        self.details = details

    def __str__(self) -> str:
        parts = [self.details.rstrip(), self.why] if self.details else [self.why]
        if self.commands:
            parts += ["Type this, then start again:", *(f"    {command}" for command in self.commands)]
        return "\n\n".join(parts)


def note(topic: str, text: str) -> None:
    """Print one line that says something about `topic`."""
    print(_line(topic, text), flush=True)


@contextmanager
def step(topic: str, text: str) -> Iterator[None]:
    """Print what is being done, and how long it took once it is done."""
    print(_line(topic, text), end=" ... ", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def stop(reason: Stop) -> None:
    """Print why the set-up stopped and what to type."""
    print(f"\n{reason}\n", file=sys.stderr, flush=True)


def _line(topic: str, text: str) -> str:
    return f"  {topic:<12} {text}"

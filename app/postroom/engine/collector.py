"""How often Python searches for garbage that holds on to itself."""

from __future__ import annotations

import gc
from typing import Final

NEW_OBJECTS: Final = 10_000
"""So many more than are gone again, after which the new ones are searched. With the 700 of Python 3.11 a spooler that
takes up some hundred messages at a time spends a twentieth of its time on it and finds nothing: they leave none."""


def collect_rarely() -> None:
    """Search less often than Python does by itself."""
    gc.set_threshold(NEW_OBJECTS)

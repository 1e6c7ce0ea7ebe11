"""Which start of the computer this is: what was written and not forced to the disk is still there within the same one.

A process that is killed loses nothing that it wrote; a computer that loses its power may.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_KERNEL: Final = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot_id() -> str | None:
    """Give what is the same until the computer starts again; None where the system does not tell."""
    try:
        return _KERNEL.read_text(encoding="ascii").strip() or None
    except (OSError, ValueError):
        return None

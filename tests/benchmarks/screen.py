"""A screen of our own that nobody sees, so that a window is painted as on any other X11 display."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.require import require


@contextmanager
def running_screen() -> Iterator[dict[str, str]]:
    """Start an X server; give the variables that lead Qt there, and stop it at the end."""
    program = require("Xvfb", "xvfb")
    reading, writing = os.pipe()
    command = [str(program), "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with (
        os.fdopen(reading, encoding="ascii") as number,
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server,
    ):
        os.close(writing)
        try:
            yield {"DISPLAY": f":{number.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()

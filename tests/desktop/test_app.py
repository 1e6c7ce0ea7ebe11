"""The program itself, in a process of its own: it opens, it is closed, it ends with status 0 and says nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import sys
from PySide6.QtCore import QTimer
from postroom.desktop import app
from postroom.desktop.window.main_window import MainWindow

class Closing(MainWindow):
    def __init__(self):
        super().__init__()
        self.painted.connect(lambda: QTimer.singleShot({after}, self.close))

app.MainWindow = Closing
sys.exit(app.run([], demo={demo}))
"""


INTERRUPTED = RUN.replace("self.close", "lambda: os.kill(os.getpid(), signal.SIGINT)").replace(
    "import sys\n", "import os, signal, sys\n", 1
)


def run(program: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "POSTROOM_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(home),
    }
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def check(ended: subprocess.CompletedProcess[str], status: int, home: Path) -> None:
    """Check that the program ended in order, said nothing, and left no more than its settings and its spool."""
    said = [line for line in ended.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (ended.returncode, ended.stdout, said) == (status, "", [])
    assert (home / "settings" / "window.ini").exists()
    assert {each.name for each in home.iterdir()} <= {"settings", "spool"}


@pytest.mark.parametrize(("after", "demo"), [(0, False), (600, False), (0, True), (900, True)])
def test_it_opens_and_closes_in_order(tmp_path: Path, after: int, demo: bool) -> None:
    check(run(RUN.format(after=after, demo=demo), tmp_path), 0, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_it_closes_in_order_when_it_is_interrupted_too(tmp_path: Path) -> None:
    check(run(INTERRUPTED.format(after=900, demo=True), tmp_path), 130, tmp_path)

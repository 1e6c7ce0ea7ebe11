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


@pytest.mark.parametrize(("after", "demo"), [(0, False), (600, False), (0, True), (900, True)])
def test_it_opens_and_closes_in_order(tmp_path: Path, after: int, demo: bool) -> None:
    environment = {**os.environ, "POSTROOM_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN.format(after=after, demo=demo)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (ended.returncode, ended.stdout, said) == (0, "", [])
    assert (tmp_path / "settings" / "window.ini").exists()

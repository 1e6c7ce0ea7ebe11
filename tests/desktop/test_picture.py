"""The picture of the window, as the headless demo draws it: in a process without a screen."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from postroom.desktop.picture import SIZE, tried
from tests.desktop.conftest import Open

DRAW = "import sys, pathlib; from postroom.desktop.picture import render_demo; render_demo(pathlib.Path(sys.argv[1]))"


def draw(path: Path, home: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    environment = {**kept, "POSTROOM_HOME": str(home), "QT_SCALE_FACTOR": "1"}
    command = [sys.executable, "-c", DRAW, str(path)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=50, check=False)


def test_the_window_is_drawn_on_the_demo_servers(tmp_path: Path) -> None:
    picture = tmp_path / "demo.png"
    ended = draw(picture, tmp_path)
    assert ended.returncode == 0, ended.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == SIZE
    assert len({image.pixel(x, 290) for x in range(0, SIZE[0], 7)}) > 5
    assert not (tmp_path / "settings" / "window.ini").exists()


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    ended = draw(tmp_path / "no" / "such" / "folder.png", tmp_path)
    assert ended.returncode != 0
    assert "could not be written" in ended.stderr


@pytest.mark.qt_loop_only
async def test_what_has_ended_before_is_not_waited_for(opened: Open) -> None:
    async with asyncio.timeout(5):
        await tried(opened.engine)

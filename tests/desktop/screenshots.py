"""Take pictures of the window in every state, light and dark, on screens of single and double density.

    python -m tests.desktop.screenshots FOLDER [SCENE ...]      python -m tests.desktop.screenshots --readme

They come from the real program with its demo servers; nothing is painted over.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from postroom import resources
from postroom.desktop.picture import FRAME_SECONDS
from postroom.engine.engine import Engine
from tests.desktop import scenes, scenes_of_sending, scenes_of_spool
from tests.desktop.scenes import Shown

SCENES = scenes.SCENES | scenes_of_sending.SCENES | scenes_of_spool.SCENES
ROOT = Path(__file__).parents[2]
README = {"light": ["failure", "success", "settings", "spooler"], "dark": ["failure", "spooler"]}


async def take(folder: Path, names: Iterable[str], *, dark: bool, scale: str) -> int:
    """Take the pictures named, one window each."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDialog

    from postroom.desktop.app import open_window, shut_down
    from postroom.desktop.look import theme
    from postroom.desktop.look.appearance import Appearance
    from postroom.desktop.window.main_window import MainWindow

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.choose(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    appearance = Appearance(app)
    for name in names:
        engine, window = Engine.start(saved=False), MainWindow()
        engine.settings_folder = None
        window.resize(1240, 820)
        desk = await open_window(window, engine, appearance)
        shown = Shown(window, desk, engine)
        await SCENES[name](shown)
        await shown.frames(3 * FRAME_SECONDS)
        density = "" if scale == "1" else f"@{scale}x"
        file = folder / f"{name}-{'dark' if dark else 'light'}{density}.png"
        assert (QApplication.activeModalWidget() or window).grab().save(str(file)), file
        await shut_down(desk, engine)
        for dialog in window.findChildren(QDialog):
            dialog.hide()
        window.hide()
    return 0


def take_here(scale: str, scheme: str, folder: str, *names: str) -> None:
    """Take the pictures in this process, whose density is `scale`."""
    from PySide6.QtWidgets import QApplication

    from postroom.desktop import loop

    app = QApplication(["postroom"])
    loop.run(app, take(Path(folder), names, dark=scheme == "dark", scale=scale))


def take_in_processes(folder: Path, wanted: dict[str, list[str]], scales: list[str]) -> None:
    """Take the pictures in a process for each scheme and density, which Qt reads when it starts."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home:
        for scale, (scheme, names) in product(scales, wanted.items()):
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": scale,
                "QT_LOGGING_RULES": "qt.qpa.*=false",
                "POSTROOM_HOME": home,
            }
            command = [
                sys.executable,
                "-m",
                "tests.desktop.screenshots",
                "--here",
                scale,
                scheme,
                str(folder),
                *names,
            ]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)


def main() -> None:
    match sys.argv[1:]:
        case ["--here", *arguments]:
            take_here(*arguments)
        case ["--readme"]:
            take_in_processes(resources.path("screenshots"), README, ["2"])
        case [folder, *names]:
            scenes = names or list(SCENES)
            take_in_processes(Path(folder), {"light": scenes, "dark": scenes}, ["1", "2"])


if __name__ == "__main__":
    main()

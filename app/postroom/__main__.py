"""The door of the program: the window without a command, the command line with one."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from postroom import resources
from postroom.engine.collector import collect_rarely
from postroom.model.text import use_catalogue

NO_DISPLAY = (
    "postroom: There is no display here, so the window cannot open.\n"
    "Work without it: postroom --help tells how, postroom demo --headless shows the demo.\n"
)
NO_QT = (
    "postroom: The window cannot open, because a part of Qt cannot be loaded:\n"
    "    {reason}\n"
    "Install the system library that it names, or work without the window: postroom --help tells how.\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for, by default those of the process, and give the exit status."""
    if arguments is None:
        # A search for garbage at the very end takes a tenth of a short command's time.
        atexit.register(gc.freeze)
        collect_rarely()
        _start_log()
    speak_the_users_language()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if asks_for_window(given):
        return _open_window(given[1:], demo=bool(given))
    from postroom.console.main import run

    return run(given, make_picture=_draw_window)


def _draw_window(path: Path) -> None:
    from postroom.desktop.picture import render_demo

    render_demo(path)


def speak_the_users_language() -> None:
    """Translate what users read where a translation is shipped: `translations/LANGUAGE/LC_MESSAGES/postroom.mo`."""
    folder = resources.path("translations")
    if folder.is_dir():
        import gettext

        use_catalogue(gettext.translation("postroom", folder, fallback=True))


def _start_log() -> None:
    from postroom.settings import logs
    from postroom.settings.folders import Folders

    logs.set_up(Folders.find())


def asks_for_window(arguments: Sequence[str]) -> bool:
    """Whether a window is asked for: by no command at all, or by `demo` unless it is to stay headless."""
    if not arguments:
        return True
    return arguments[0] == "demo" and not {"--headless", "--help", "-h"}.intersection(arguments)


def _open_window(arguments: list[str], *, demo: bool) -> int:
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}.intersection(
        os.environ
    ):
        sys.stderr.write(NO_DISPLAY)
        return 1
    try:
        from postroom.desktop.app import run
    except ImportError as error:
        if "PySide6" not in f"{error.name} {error.path}":
            raise
        sys.stderr.write(NO_QT.format(reason=error))
        return 1
    return run(arguments, demo=demo)


if __name__ == "__main__":
    sys.exit(main())

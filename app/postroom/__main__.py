"""The door of the program: the window without a command, the command line with one."""

from __future__ import annotations

import sys


def main() -> int:
    """Run what the arguments ask for and give the exit status."""
    arguments = sys.argv[1:]
    if not arguments or arguments == ["demo"]:
        return _open_window(demo=bool(arguments))
    from postroom.console.main import run

    return run(arguments)


def _open_window(*, demo: bool) -> int:
    try:
        from postroom.desktop.app import run
    except ImportError as error:
        if not _is_about_qt(error):
            raise
        sys.stderr.write(
            f"postroom: the window cannot open, because Qt cannot be loaded: {error}\n"
            "Install the system libraries that Qt needs (in a checkout, python3 packaging/dev.py run finds them),\n"
            "or work without the window: postroom --help\n"
        )
        return 1
    return run([], demo=demo)


def _is_about_qt(error: ImportError) -> bool:
    name = (error.name or "").partition(".")[0]
    return name in {"PySide6", "shiboken6"} or ".so" in str(error)


if __name__ == "__main__":
    sys.exit(main())

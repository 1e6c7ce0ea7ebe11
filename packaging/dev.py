#!/usr/bin/env python3
"""The one script of a checkout: sets it up, then runs, tests, measures or lints Postroom.

It needs nothing but Python. This file stays readable for an old Python, so that it can say what is missing;
everything else is in setup_steps, beside it. The folder must never become a package: it would hide `packaging`
from the libraries that import it.
"""

import subprocess
import sys
from typing import Callable, Sequence

OLDEST = (3, 11)
NEWEST = (3, 14)


def main() -> int:
    """Check the Python that runs this, then hand over to the commands."""
    if sys.version_info < OLDEST:
        sys.stderr.write(refusal(sys.argv[1:], starts))
        return 1
    from setup_steps.commands import main as commands

    return commands(sys.argv[1:])


def refusal(arguments: Sequence[str], starts: Callable[[str], bool]) -> str:
    """Say that this Python is too old, and what to type instead; `starts` tells whether a program is here."""
    names = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    here = [name for name in names if starts(name)]
    advice = "A newer one is here. Type:" if here else "Install a newer one, then type:"
    return (
        "Postroom needs Python 3.11 or newer; this is Python %d.%d (%s).\n%s\n\n    %s packaging/dev.py %s\n"
        % (
            sys.version_info[0],
            sys.version_info[1],
            sys.executable,
            advice,
            here[0] if here else names[-1],
            " ".join(arguments) or "run",
        )
    )


def starts(program: str) -> bool:
    """Whether the program can be started; a name in PATH may be an empty promise."""
    try:
        return subprocess.call([program, "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())

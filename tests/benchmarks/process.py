"""Whole processes as subjects, in the surroundings that an installed program has."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """A program that has to end well."""

    argv: Sequence[str]
    environment: Mapping[str, str]

    def __call__(self) -> float:
        """Run it; give the seconds from its start to its end."""
        began = time.perf_counter()
        done = subprocess.run(
            self.argv, check=False, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True
        )
        seconds = time.perf_counter() - began
        assert done.returncode == 0, (self.argv[0], done.returncode, done.stdout, done.stderr)
        return seconds


def as_installed(home: Path, **variables: str) -> dict[str, str]:
    """Give an environment in which everything is kept under `home`.

    An installed program has its bytecode; a checkout may be set up to have none.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    own = {"HOME": home, "POSTROOM_HOME": home / "postroom", "PYTHONPYCACHEPREFIX": home / "bytecode"}
    return inherited | {name: str(value) for name, value in own.items()} | variables

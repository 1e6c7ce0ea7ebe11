"""The virtual environment of the checkout: where it lies, what fills it, and whether it is as it should be."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["run", "test"]
"""Which lock fills the environment; `test` holds all that `run` holds."""


@dataclass(frozen=True)
class Environment:
    """The environment in `.venv` of the checkout at `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.script("python")

    def script(self, name: str) -> Path:
        """A program that is installed in it."""
        if os.name == "nt":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def lock(self, level: Level) -> Path:
        """The lock that fills it."""
        return self.root / "packaging" / "locks" / f"{level}.txt"

    def stamp(self, level: Level) -> Path:
        """The file that is written last, when all of the level is installed."""
        return self.folder / f".postroom-{level}"

    def digest(self, level: Level) -> str:
        """What the stamp must say: it changes with the lock, the project, the Python and the place."""
        settings = self.folder / "pyvenv.cfg"
        parts = [str(self.folder).encode()]
        parts += [path.read_bytes() for path in (self.lock(level), self.root / "pyproject.toml", settings)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def is_ready(self, level: Level) -> bool:
        """Whether everything of the level is installed, told from the stamp alone."""
        try:
            return self.python.exists() and self.stamp(level).read_text() == self.digest(level)
        except OSError:
            return False

"""The computer, as far as setting up has to know it. Tests put another one in its place."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SYSTEMS = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}
ADMINISTRATOR_FOLDERS = ("/usr/sbin", "/sbin", "/usr/local/sbin")
"""Debian keeps the servers here and leaves the folders out of an ordinary user's PATH."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all that it printed."""

    status: int
    output: str

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.status == 0


class Machine:
    """The computer that the script runs on."""

    @property
    def system(self) -> str:
        """Linux, macOS, Windows, or Python's own name for anything else."""
        return SYSTEMS.get(sys.platform, sys.platform)

    @property
    def is_root(self) -> bool:
        """Whether system packages may be installed without asking anybody."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables."""
        return os.environ

    @property
    def python(self) -> str:
        """The interpreter that virtual environments are made from, also when one of them runs this."""
        return str(getattr(sys, "_base_executable", sys.executable))

    @property
    def python_version(self) -> str:
        """Its version as packages are named after it: 3.11."""
        return f"{sys.version_info[0]}.{sys.version_info[1]}"

    def find(self, program: str) -> str | None:
        """Find a program in PATH or in the administrator's folders."""
        places = [os.environ.get("PATH", os.defpath), *ADMINISTRATOR_FOLDERS]
        return shutil.which(program, path=os.pathsep.join(places))

    def loads(self, library: str) -> bool:
        """Whether the loader finds the shared library, wherever it came from."""
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        return Path(path).exists()

    def imports(self, module: str) -> bool:
        """Whether this Python has the module."""
        return find_spec(module) is not None

    def run(self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, given: str = "") -> Outcome:
        """Run a command to its end without a terminal; `env` adds to the environment, `given` is its input."""
        try:
            done = subprocess.run(
                argv,
                check=False,
                input=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, **(env or {})},
            )
        except OSError as error:
            return Outcome(127, f"{argv[0]}: {error.strerror}")
        return Outcome(done.returncode, done.stdout)

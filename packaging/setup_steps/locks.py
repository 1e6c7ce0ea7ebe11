"""Makes the locks anew from pyproject.toml: every release with its hashes, for every system and Python."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from setup_steps.environment import Environment
from setup_steps.machine import Machine
from setup_steps.packages import tail
from setup_steps.say import Stop, step

COMPILE = (
    "-m", "uv", "pip", "compile", "--quiet", "--universal", "--upgrade", "--generate-hashes",
    "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip
"""The locks name releases and hashes only; where they come from is each machine's own setting."""


def make_locks(environment: Environment, machine: Machine) -> None:
    """Resolve the newest releases that pyproject.toml admits and write both locks."""
    with tempfile.TemporaryDirectory(prefix="postroom-lock-") as folder:
        tool = Environment(Path(folder))
        with step("lock", "fetching the resolver"):
            _run(machine, machine.python, "-m", "venv", str(tool.folder))
            _run(machine, str(tool.python), "-m", "pip", "install", "-q", "uv")
        for level in ("run", "test"):
            lock = environment.lock(level)
            with step("lock", f"writing {lock.relative_to(environment.root)}"):
                _run(
                    machine, str(tool.python), *COMPILE,
                    str(environment.root / "pyproject.toml"), "--group", level, "-o", str(lock),
                )  # fmt: skip


def _run(machine: Machine, *argv: str) -> None:
    outcome = machine.run(argv, env={"NO_COLOR": "1"} if "NO_COLOR" not in os.environ else None)
    if not outcome.ok:
        raise Stop(
            "The locks could not be made; the tool's last words are above.", details=tail(outcome.output)
        )

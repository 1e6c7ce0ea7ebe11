"""The virtual environment of the checkout: made, repaired, filled from a lock, left alone while it is right."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from setup_steps.machine import Machine
from setup_steps.packages import apt_install, manager_of, tail
from setup_steps.say import Stop, step

Level = Literal["run", "test"]
"""Which lock fills the environment; `test` holds all that `run` holds."""

PROBE = "import sys, pip; print(sys.prefix); print('%d.%d' % sys.version_info[:2])"
OFFLINE_SIGNS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ProxyError",
    "ReadTimeout",
    "SSLError",
)
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "20")
"""A machine's own settings may make pip wait for minutes on a network that is not there."""
ELSEWHERE = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONNOUSERSITE": "1"}
"""Settings that would make pip install into another place than the environment it runs in."""


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


def prepare(environment: Environment, level: Level, machine: Machine) -> None:
    """Bring the environment to the level; nothing happens when it is there already."""
    if environment.is_ready(level):
        return
    place = environment.folder if environment.folder.exists() else environment.root
    if not os.access(place, os.W_OK):
        raise Stop(f"{place} belongs to another user; use a checkout of your own.")
    fault = find_fault(environment, machine)
    if fault:
        _remake(environment, machine, fault)
    _fill(environment, level, machine)


def find_fault(environment: Environment, machine: Machine) -> str:
    """Say why the environment cannot be used as it is; empty when it can."""
    if not environment.folder.exists() and not environment.folder.is_symlink():
        return "there is none yet"
    outcome = machine.run([str(environment.python), "-c", PROBE])
    if not outcome.ok:
        return "the one there is broken"
    prefix, version = outcome.output.split("\n")[:2]
    if Path(prefix).resolve() != environment.folder.resolve():
        return "the one there belongs to another folder"
    if tuple(map(int, version.split("."))) < (3, 11):
        return f"the one there has Python {version}"
    return ""


def _remake(environment: Environment, machine: Machine, fault: str) -> None:
    _have_venv_module(machine)
    folder = environment.folder
    if folder.is_symlink() or (
        folder.exists() and not (folder / "pyvenv.cfg").exists() and any(folder.iterdir())
    ):
        raise Stop(
            f"{folder} is in the way and is not a virtual environment; move it elsewhere, then start again."
        )
    with step("environment", f"making .venv ({fault})"):
        if folder.exists():
            shutil.rmtree(folder)
        outcome = machine.run([machine.python, "-m", "venv", str(folder)])
        if not outcome.ok:
            raise Stop("Python could not make the virtual environment.", details=tail(outcome.output))


def _have_venv_module(machine: Machine) -> None:
    """Debian packs the modules that make environments apart from Python."""
    if machine.imports("venv") and machine.imports("ensurepip"):
        return
    version = machine.run(
        [machine.python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    ).output.strip()
    package = f"python{version}-venv"
    manager = manager_of(machine)
    if manager is None or manager.name != "apt":
        raise Stop("This Python cannot make virtual environments: install its modules venv and ensurepip.")
    if not machine.is_root:
        raise Stop("This Python cannot make virtual environments.", manager.command([package]))
    with step("system", f"installing {package}"):
        apt_install([package], machine)


def _fill(environment: Environment, level: Level, machine: Machine) -> None:
    environment.stamp(level).unlink(missing_ok=True)
    lock = environment.lock(level)
    count = sum(
        1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#"))
    )
    with step("packages", f"installing the {count} packages of packaging/locks/{lock.name}"):
        _pip(environment, machine, "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", str(lock))
    with step("packages", "installing Postroom from this checkout"):
        _pip(
            environment,
            machine,
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "-e",
            str(environment.root),
        )
    for each in ("run", "test") if level == "test" else ("run",):
        environment.stamp(each).write_text(environment.digest(each))


def _pip(environment: Environment, machine: Machine, *arguments: str) -> None:
    outcome = machine.run(
        [str(environment.python), *PIP, "install", "-q", "--progress-bar", "off", *arguments], env=ELSEWHERE
    )
    if not outcome.ok:
        raise Stop(explain(outcome.output), details=tail(outcome.output))


def explain(output: str) -> str:
    """Say in plain words why pip failed."""
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A package is not the one that the lock names: its hash differs. Nothing was installed.\n"
            "A proxy or mirror may have changed it; try another network, and tell us if it stays so."
        )
    if any(sign in output for sign in OFFLINE_SIGNS):
        return (
            "The packages could not be fetched: the package index does not answer.\n"
            "Connect to the network (behind a proxy, set HTTPS_PROXY), then type the same command again."
        )
    if "No matching distribution" in output:
        return (
            "A locked package cannot be had for this Python and system; its name is above.\n"
            "Use a Python from 3.11 to 3.14 on Windows, macOS or Linux (glibc)."
        )
    return "pip could not install the packages; its last words are above."

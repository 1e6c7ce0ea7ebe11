"""Makes the virtual environment, repairs it, fills it from a lock, and leaves it alone while it is right."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from setup_steps import pip
from setup_steps.environment import Environment, Level
from setup_steps.machine import Machine
from setup_steps.packages import apt_install, manager_of, tail
from setup_steps.say import Stop, step

PROBE = "import sys, pip; print('%d.%d' % sys.version_info[:2])"


def prepare(environment: Environment, level: Level, machine: Machine) -> None:
    """Bring the environment to the level; nothing happens when it is there already."""
    if environment.is_ready(level):
        return
    place = environment.folder if environment.folder.exists() else environment.root
    if not os.access(place, os.W_OK):
        raise Stop(f"{place} belongs to another user; use a checkout of your own.")
    if _is_something_else(environment.folder):
        raise Stop(
            f"{environment.folder} is in the way and is no virtual environment; move it elsewhere, then start again."
        )
    fault = find_fault(environment, machine)
    if fault:
        _remake(environment, machine, fault)
    _fill(environment, level, machine)


def find_fault(environment: Environment, machine: Machine) -> str:
    """Say why the environment cannot be used as it is; empty when it can."""
    if not environment.folder.exists():
        return "there is none yet"
    outcome = machine.run([str(environment.python), "-c", PROBE])
    if not outcome.ok:
        return "the one there is broken"
    version = outcome.output.strip()
    if tuple(map(int, version.split("."))) < (3, 11):
        return f"the one there has Python {version}"
    # Its scripts name the folder that it was made for; from 3.11 on, so does the command kept in its settings.
    if f" {environment.folder}\n" not in (environment.folder / "pyvenv.cfg").read_text():
        return "the one there was made for another folder"
    return ""


def _remake(environment: Environment, machine: Machine, fault: str) -> None:
    folder = environment.folder
    _complete_python(machine)
    with step("environment", f"making .venv ({fault})"):
        if folder.exists():
            shutil.rmtree(folder)
        outcome = machine.run([machine.python, "-m", "venv", str(folder)])
        if not outcome.ok:
            raise Stop("Python could not make the virtual environment.", details=tail(outcome.output))


def _is_something_else(folder: Path) -> bool:
    """Whether there is something that we must not delete: every virtual environment has its pyvenv.cfg."""
    if folder.is_symlink() or folder.is_file():
        return True
    return folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists()


def _complete_python(machine: Machine) -> None:
    """Debian packs the modules that make environments apart from Python."""
    if machine.imports("venv") and machine.imports("ensurepip"):
        return
    package = f"python{machine.python_version}-venv"
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
    count = sum(not line.startswith((" ", "#")) for line in lock.read_text().splitlines())
    with step("packages", f"installing the {count} packages of packaging/locks/{lock.name}"):
        pip.install(environment, machine, "--only-binary=:all:", "--require-hashes", "-r", str(lock))
    with step("packages", "installing Postroom from this checkout"):
        pip.install(environment, machine, "--no-index", "--no-build-isolation", "-e", str(environment.root))
    for each in ("run", "test") if level == "test" else ("run",):
        environment.stamp(each).write_text(environment.digest(each))

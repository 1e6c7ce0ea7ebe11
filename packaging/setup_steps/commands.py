"""The commands of packaging/dev.py."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from setup_steps import display, say
from setup_steps.environment import Environment
from setup_steps.locks import make_locks
from setup_steps.machine import Machine
from setup_steps.needs import BENCHMARKS, QT_ALWAYS, QT_ON_X11, TESTS, Need, missing
from setup_steps.packages import provide
from setup_steps.prepare import prepare
from setup_steps.stages import benchmark_stages, file_stage, lint_stages, pytest_stage, run_stages

ROOT = Path(__file__).resolve().parents[2]
INTERRUPTED = 130


def main(arguments: Sequence[str], machine: Machine | None = None) -> int:
    """Do what the arguments ask for and give the exit status."""
    asked = parser().parse_args(arguments)
    try:
        return int(COMMANDS[asked.command](Environment(ROOT), machine or Machine(), asked.rest))
    except say.Stop as reason:
        say.stop(reason)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    grammar = argparse.ArgumentParser(
        prog="packaging/dev.py", description="Set up this checkout, then run, test, measure or lint Postroom."
    )
    commands = grammar.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text, rest in (
        ("run", "open Postroom with its demo servers", "arguments for `postroom demo`, after --"),
        ("test", "lint, then the whole suite", "arguments for pytest instead of the whole suite, after --"),
        ("bench", "run the benchmarks", "the benchmarks to run (all)"),
        ("lint", "style, types, imports, dead code, spelling", ""),
        ("lock", "make packaging/locks anew from pyproject.toml", ""),
    ):
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(rest=[])
        if rest:
            command.add_argument("rest", nargs="*", help=rest)
    return grammar


def run(environment: Environment, machine: Machine, rest: Sequence[str]) -> int:
    """Open the demo in a window, or without one where there is no display."""
    prepare(environment, "run", machine)
    _provide(QT_ALWAYS, machine)
    absence = _why_no_window(machine)
    if absence:
        say.note("display", f"{absence}: the demo runs without a window")
    command = [str(environment.script("postroom")), "demo", *(["--headless"] if absence else []), *rest]
    return hand_over(command)


def test(environment: Environment, machine: Machine, rest: Sequence[str]) -> int:
    """Lint, then test; everything runs even if something failed before."""
    prepare(environment, "test", machine)
    _provide((*QT_ALWAYS, *QT_ON_X11, *TESTS), machine)
    stages = [*lint_stages(environment), pytest_stage(environment, rest)]
    return run_stages(stages[-1:] if rest else stages, environment.root)


def bench(environment: Environment, machine: Machine, rest: Sequence[str]) -> int:
    """Run the benchmarks side by side with what they are measured against."""
    prepare(environment, "test", machine)
    _provide((*QT_ALWAYS, *QT_ON_X11, *BENCHMARKS), machine)
    return run_stages(benchmark_stages(environment, rest), environment.root)


def lint(environment: Environment, machine: Machine, rest: Sequence[str]) -> int:
    """Everything that can be said about the code without running it."""
    del rest
    prepare(environment, "test", machine)
    _provide(QT_ALWAYS, machine)  # pytest's plugin for Qt loads it whatever is tested
    return run_stages([*lint_stages(environment), file_stage(environment)], environment.root)


def lock(environment: Environment, machine: Machine, rest: Sequence[str]) -> int:
    """Make the locks anew."""
    del rest
    make_locks(environment, machine)
    return 0


COMMANDS = {"run": run, "test": test, "bench": bench, "lint": lint, "lock": lock}


def _provide(needs: tuple[Need, ...], machine: Machine) -> None:
    """Only Linux leaves libraries and servers to the system: the wheels for Windows and macOS bring all of Qt."""
    if machine.system == "Linux":
        provide(missing(needs, machine), machine)


def _why_no_window(machine: Machine) -> str:
    """Say why the demo cannot open a window; empty when it can. What can be installed for one is."""
    try:
        _provide(display.needs_of(machine), machine)
    except say.Stop as reason:
        say.stop(reason)
        return "Qt cannot use the display yet"
    return display.describe_absence(machine)


def hand_over(command: Sequence[str]) -> int:
    """Become the command, so that its status, its signals and its terminal are ours."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], list(command))
    return subprocess.run(command, check=False).returncode

"""The stages of lint, test and bench: each runs whatever the others said, and a table closes the run."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_steps.environment import Environment
from setup_steps.say import Stop


@dataclass(frozen=True)
class Stage:
    """A command that judges the checkout; a quiet one is heard only when it fails."""

    name: str
    argv: tuple[str, ...]
    quiet: bool = True


@dataclass(frozen=True)
class Result:
    """How a stage ended."""

    name: str
    status: int
    seconds: float

    def __str__(self) -> str:
        return f"  {'ok' if self.status == 0 else 'FAILED':<8}{self.seconds:7.1f} s  {self.name}"


def lint_stages(environment: Environment) -> tuple[Stage, ...]:
    """Style, layout, types, imports, dead code and spelling."""
    ruff, lint_imports, python = (
        str(environment.script(name)) for name in ("ruff", "lint-imports", "python")
    )
    return (
        Stage("lint (ruff check)", (ruff, "check", "--quiet")),
        Stage("format (ruff format)", (ruff, "format", "--check", "--quiet")),
        Stage("types (mypy)", (python, "-m", "mypy", "--no-error-summary")),
        Stage("imports (import-linter)", (lint_imports,)),
        Stage("dead code (vulture)", (python, "-m", "vulture")),
        Stage("spelling (codespell)", (str(environment.script("codespell")),)),
    )


def file_stage(environment: Environment) -> Stage:
    """Our own rules about files; the whole suite holds them too."""
    rules = "tests/architecture/test_files.py"
    return Stage("files (our own rules)", (str(environment.python), "-m", "pytest", "-q", rules))


def pytest_stage(environment: Environment, arguments: Sequence[str]) -> Stage:
    """The whole suite on two processors, or what the arguments ask of pytest."""
    chosen = arguments or ("-q", "-n", "2")
    return Stage("tests (pytest)", (str(environment.python), "-m", "pytest", *chosen), quiet=False)


def benchmark_stages(environment: Environment, names: Sequence[str]) -> tuple[Stage, ...]:
    """Every benchmark in order, or those whose names are given (`loop` for bench_loop.py)."""
    files = sorted((environment.root / "tests" / "benchmarks").glob("bench_*.py"))
    known = [path.stem.removeprefix("bench_") for path in files]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Stop(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.")
    python = str(environment.python)
    return tuple(
        Stage(name, (python, "-m", f"tests.benchmarks.bench_{name}"), quiet=False) for name in names or known
    )


def run_stages(stages: Sequence[Stage], root: Path) -> int:
    """Run all stages in order, print the table, and give 1 if any failed."""
    results = [run_stage(stage, root) for stage in stages]
    print("", *results, sep="\n", flush=True)
    return int(any(result.status for result in results))


def run_stage(stage: Stage, root: Path) -> Result:
    """Run one stage; a quiet one prints its output only if it failed."""
    started = time.monotonic()
    print(f"  {stage.name} ...", end=" " if stage.quiet else "\n\n", flush=True)
    try:
        done = subprocess.run(
            stage.argv,
            cwd=root,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if stage.quiet else None,
            stderr=subprocess.STDOUT,
        )
        status, output = done.returncode, (done.stdout or b"").decode(errors="replace").rstrip()
    except OSError as error:
        status, output = 127, f"{stage.argv[0]}: {error.strerror}"
    if stage.quiet:
        print(f"FAILED\n\n{output}\n" if status else "ok", flush=True)
    return Result(stage.name, status, time.monotonic() - started)

"""Measures each file of a package by its own test alone: model/reply.py by tests/model/test_reply.py.

All these tests run in one process. What a file does while modules are imported counts for every test; what it does
while a test runs, fixtures included, counts for that test's file only.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "app" / "postroom"
WHILE_IMPORTED = "^$"


@dataclass(frozen=True)
class Pair:
    """A file and the test that has to cover it."""

    code: Path
    test: Path


class ByTestFile:
    """Files what is measured under the test file that is running."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, bool, bool]:
        self._measured.switch_context(str(item.path))
        result = yield
        self._measured.switch_context("")
        return result


def pairs(package: str) -> list[Pair]:
    """Every file of the package that holds more than a docstring, with its test."""
    files = sorted((PROGRAM / package).rglob("*.py"))
    return [
        Pair(path, ROOT / "tests" / path.relative_to(PROGRAM).with_name(f"test_{path.name}"))
        for path in files
        if path.name != "__init__.py"
    ]


def gaps(package: str) -> list[str]:
    """Say for each file of the package what its own test leaves uncovered."""
    wanted = pairs(package)
    found = [f"{_said(pair.test)} is not there" for pair in wanted if not pair.test.exists()]
    there = [pair for pair in wanted if pair.test.exists()]
    with tempfile.TemporaryDirectory(prefix="postroom-coverage-") as folder:
        measured = coverage.Coverage(
            branch=True,
            source=[str(PROGRAM / package)],
            data_file=str(Path(folder) / "data"),
            config_file=str(ROOT / "pyproject.toml"),
        )
        found += _run(there, measured)
        found += [gap for pair in there for gap in _gaps_of(pair, measured, Path(folder) / "report.json")]
    return found


def _run(tests: list[Pair], measured: coverage.Coverage) -> list[str]:
    """Run the tests under measurement; give what pytest said if any failed."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--rootdir={ROOT}"]
    said = io.StringIO()
    with measured.collect(), contextlib.redirect_stdout(said):
        status = pytest.main([*options, *(str(pair.test) for pair in tests)], plugins=[ByTestFile(measured)])
    return [] if status == pytest.ExitCode.OK else [said.getvalue()]


def _gaps_of(pair: Pair, measured: coverage.Coverage, report: Path) -> list[str]:
    own = f"^{re.escape(str(pair.test))}$"
    with contextlib.redirect_stdout(io.StringIO()):
        measured.json_report(morfs=[str(pair.code)], contexts=[WHILE_IMPORTED, own], outfile=str(report))
    (facts,) = json.loads(report.read_text())["files"].values()
    lines = [str(line) for line in facts["missing_lines"]]
    branches = [f"{start}->{'exit' if end < 0 else end}" for start, end in facts["missing_branches"]]
    missed = ", ".join(lines + branches)
    return [f"{_said(pair.code)}: {missed} ({_said(pair.test)})"] if missed else []


def _said(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.stdout.write("\n".join(gaps(sys.argv[1])))

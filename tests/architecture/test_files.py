"""Rules about files that no ready-made linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checkout import PROGRAM, ROOT, modules, name, texts

LONGEST = 350
REGISTRIES = re.compile(r"(pypi|pythonhosted|npmjs|anaconda|crates)\.(org|com|io)")
DOORS_FOR_TASKS = {PROGRAM / "net" / "tasks.py"}
DOORS_FOR_DEADLINES = {PROGRAM / "net" / "deadlines.py"}
SETS_A_DEADLINE = {"timeout", "timeout_at"}
MAKES_A_TASK = {"create_task", "ensure_future", "TaskGroup", "create_task_group"}
SPINS_A_LOOP_OF_ITS_OWN = {"exec", "exec_", "processEvents"}
EXCUSE = re.compile(r"\.(skip|xfail|importorskip|skipTest|skipif)\b(?!\(sys\.platform )")


def called(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the last name of every call in the file: `loop.create_task(...)` gives create_task."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=word) | ast.Name(id=word):
                    yield node.lineno, word


def calls_of(words: set[str], paths: list[Path]) -> list[str]:
    """Where any of the words is called."""
    return [f"{name(path)}:{line} {word}" for path in paths for line, word in called(path) if word in words]


def test_no_file_is_too_long_to_have_one_job() -> None:
    lengths = {
        name(path): len(path.read_text().splitlines()) for path in modules("app", "packaging", "tests")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_tasks_are_made_through_one_door() -> None:
    paths = [path for path in modules("app") if path not in DOORS_FOR_TASKS]
    assert calls_of(MAKES_A_TASK, paths) == []


def test_deadlines_are_set_through_one_door() -> None:
    paths = [path for path in modules("app") if path not in DOORS_FOR_DEADLINES]
    assert calls_of(SETS_A_DEADLINE, paths) == []


def test_only_the_loop_itself_runs_qt() -> None:
    desktop = PROGRAM / "desktop"
    paths = [path for path in modules("app/postroom/desktop") if not path.match("desktop/loop*.py")]
    assert desktop.is_dir()
    assert calls_of(SPINS_A_LOOP_OF_ITS_OWN, paths) == []


def test_no_test_is_excused_but_from_a_system_that_is_not_this_one() -> None:
    lines = [
        f"{name(path)}:{number} {line.strip()}"
        for path in modules("tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if EXCUSE.search(line)
    ]
    assert lines == []


def test_every_benchmark_can_be_run() -> None:
    paths = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    defined = {
        name(path): {
            node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
        }
        for path in paths
    }
    assert [path for path, functions in defined.items() if "main" not in functions] == []


def test_no_file_says_where_packages_come_from() -> None:
    assert [name(path) for path, text in texts() if REGISTRIES.search(text)] == []


def test_every_file_ends_with_one_line_end() -> None:
    assert [name(path) for path, text in texts() if text and text.rstrip("\n") + "\n" != text] == []

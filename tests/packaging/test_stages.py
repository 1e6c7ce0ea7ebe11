"""Stages run one after another, whatever the others said, and are summed up in a table."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from setup_steps.environment import Environment
from setup_steps.say import Stop
from setup_steps.stages import Stage, benchmark_stages, pytest_stage, run_stages

GOOD = Stage("good", (sys.executable, "-c", "print('unheard')"))
BAD = Stage("bad", (sys.executable, "-c", "raise SystemExit('the reason')"))


def test_all_good_stages_give_0_and_are_not_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_stages([GOOD, GOOD], tmp_path) == 0
    assert "unheard" not in capsys.readouterr().out


def test_a_failure_is_heard_and_the_rest_runs_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_stages([BAD, GOOD], tmp_path) == 1
    out = capsys.readouterr().out
    assert "the reason" in out
    assert [line.split()[0] for line in out.splitlines()[-2:]] == ["FAILED", "ok"]


def test_a_tool_that_is_not_there_fails_its_stage_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_stages([Stage("gone", (str(tmp_path / "gone"),)), GOOD], tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[-1].split()[0] == "ok"


def test_pytest_runs_on_two_processors_unless_it_is_told_otherwise(environment: Environment) -> None:
    assert pytest_stage(environment, []).argv[-2:] == ("-n", "2")
    assert pytest_stage(environment, ["tests/model"]).argv[-1:] == ("tests/model",)


def test_benchmarks_run_in_order_or_by_name(environment: Environment) -> None:
    folder = environment.root / "tests" / "benchmarks"
    folder.mkdir(parents=True)
    for name in ("bench_start.py", "bench_loop.py", "notes.txt"):
        (folder / name).touch()
    assert [stage.name for stage in benchmark_stages(environment, [])] == ["loop", "start"]
    assert [stage.name for stage in benchmark_stages(environment, ["start"])] == ["start"]
    with pytest.raises(Stop, match="no benchmark speed; there are loop, start"):
        benchmark_stages(environment, ["speed"])

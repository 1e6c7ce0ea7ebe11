"""The virtual environment: when it is made, repaired, filled, and left alone."""

from __future__ import annotations

import pytest

from setup_steps.environment import Environment
from setup_steps.machine import Outcome
from setup_steps.prepare import prepare
from setup_steps.say import Stop
from tests.packaging.fake_machine import FakeMachine


def tasks(machine: FakeMachine) -> list[str]:
    """What the machine was asked to do since the last look, in short."""
    kinds = {"venv": "make", "--require-hashes": "fill", "-e": "install"}
    done = [kind for argv in machine.asked for word, kind in kinds.items() if word in argv]
    machine.asked.clear()
    return done


def test_a_fresh_checkout_gets_an_environment_the_lock_and_the_project(
    environment: Environment, machine: FakeMachine
) -> None:
    prepare(environment, "run", machine)
    locked = next(argv for argv in machine.asked if "--require-hashes" in argv)
    assert locked[-2:] == ["-r", str(environment.lock("run"))]
    assert tasks(machine) == ["make", "fill", "install"]


def test_a_second_start_asks_nothing(environment: Environment, machine: FakeMachine) -> None:
    prepare(environment, "run", machine)
    tasks(machine)
    prepare(environment, "run", machine)
    assert machine.asked == []


def test_what_the_tests_need_holds_what_the_program_needs(
    environment: Environment, machine: FakeMachine
) -> None:
    prepare(environment, "test", machine)
    assert environment.is_ready("run")
    assert environment.is_ready("test")


def test_the_program_alone_is_not_enough_for_the_tests(
    environment: Environment, machine: FakeMachine
) -> None:
    prepare(environment, "run", machine)
    tasks(machine)
    prepare(environment, "test", machine)
    assert tasks(machine) == ["fill", "install"]


@pytest.mark.parametrize("changed", ["packaging/locks/run.txt", "pyproject.toml", ".venv/pyvenv.cfg"])
def test_a_changed_lock_project_or_python_fills_it_again(
    environment: Environment, machine: FakeMachine, changed: str
) -> None:
    prepare(environment, "run", machine)
    tasks(machine)
    path = environment.root / changed
    path.write_text(path.read_text() + "# changed\n")
    prepare(environment, "run", machine)
    assert tasks(machine) == ["fill", "install"]


def test_a_fill_that_was_interrupted_starts_again(environment: Environment, machine: FakeMachine) -> None:
    willing = machine.answer
    machine.answer = lambda argv: Outcome(1, "disk full") if "--require-hashes" in argv else willing(argv)
    with pytest.raises(Stop, match="pip could not"):
        prepare(environment, "run", machine)
    tasks(machine)
    machine.answer = willing
    prepare(environment, "run", machine)
    assert tasks(machine) == ["fill", "install"]


def test_a_half_made_environment_is_made_anew(environment: Environment, machine: FakeMachine) -> None:
    environment.folder.mkdir()
    (environment.folder / "pyvenv.cfg").write_text("version = 3.11.7\n")
    prepare(environment, "run", machine)
    assert tasks(machine) == ["make", "fill", "install"]


def test_an_environment_that_was_moved_here_is_made_anew(
    environment: Environment, machine: FakeMachine
) -> None:
    prepare(environment, "run", machine)
    tasks(machine)
    (environment.folder / "pyvenv.cfg").write_text("command = python3 -m venv /elsewhere/.venv\n")
    prepare(environment, "run", machine)
    assert tasks(machine) == ["make", "fill", "install"]


def test_an_environment_of_an_old_python_is_made_anew(environment: Environment, machine: FakeMachine) -> None:
    prepare(environment, "run", machine)
    tasks(machine)
    willing = machine.answer
    machine.answer = lambda argv: Outcome(0, "3.10\n") if "-c" in argv else willing(argv)
    environment.stamp("run").unlink()
    prepare(environment, "run", machine)
    assert tasks(machine) == ["make", "fill", "install"]


def test_a_folder_that_is_no_environment_is_never_deleted(
    environment: Environment, machine: FakeMachine
) -> None:
    environment.folder.mkdir()
    (environment.folder / "novel.txt").write_text("Chapter one")
    with pytest.raises(Stop, match="is no virtual environment"):
        prepare(environment, "run", machine)
    assert (environment.folder / "novel.txt").exists()


def test_a_python_without_venv_is_completed_as_root_on_debian(
    environment: Environment, machine: FakeMachine
) -> None:
    machine.root, machine.modules_missing = True, {"ensurepip"}
    prepare(environment, "run", machine)
    (install,) = [argv for argv in machine.asked if argv[0] == "apt-get"]
    assert install[-1] == "python3.11-venv"


def test_a_python_without_venv_is_told_of_to_an_ordinary_user(
    environment: Environment, machine: FakeMachine
) -> None:
    machine.modules_missing = {"ensurepip"}
    with pytest.raises(Stop) as stopped:
        prepare(environment, "run", machine)
    assert "    sudo apt-get install --no-install-recommends python3.11-venv" in str(stopped.value)

"""What each command of the script does, on a computer that only the test knows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from setup_steps import commands, display, say
from setup_steps.environment import Environment
from setup_steps.machine import Outcome
from tests.packaging.fake_machine import FakeMachine

Handed = list[Sequence[str]]


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Handed:
    """The commands that the script would have become."""
    commands_handed: Handed = []

    def hand_over(command: Sequence[str]) -> int:
        commands_handed.append(command)
        return 0

    monkeypatch.setattr(commands, "hand_over", hand_over)
    return commands_handed


@pytest.fixture
def with_display(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A display that answers."""
    machine.shell = {"DISPLAY": ":0"}
    monkeypatch.setattr(display, "x11_answers", lambda name: True)


@pytest.mark.usefixtures("with_display")
def test_run_opens_the_demo_in_a_window(
    environment: Environment, machine: FakeMachine, handed: Handed
) -> None:
    commands.run(environment, machine, ["--light"])
    assert handed == [[str(environment.script("postroom")), "demo", "--light"]]


def test_run_without_a_display_says_so_and_shows_the_demo_without_a_window(
    environment: Environment, machine: FakeMachine, handed: Handed, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.run(environment, machine, [])
    assert handed == [[str(environment.script("postroom")), "demo", "--headless"]]
    assert "there is no display: the demo runs without a window" in capsys.readouterr().out


@pytest.mark.usefixtures("with_display")
def test_run_goes_on_without_a_window_where_only_the_libraries_for_one_are_missing(
    environment: Environment, machine: FakeMachine, handed: Handed, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.libraries_missing = {"libxcb-cursor.so.0"}
    commands.run(environment, machine, [])
    assert handed[0][-1] == "--headless"
    assert "sudo apt-get install --no-install-recommends libxcb-cursor0" in capsys.readouterr().err


def test_run_stops_where_no_window_can_be_drawn_at_all(
    environment: Environment, machine: FakeMachine, handed: Handed
) -> None:
    machine.libraries_missing = {"libEGL.so.1"}
    with pytest.raises(say.Stop, match="libegl1"):
        commands.run(environment, machine, [])
    assert handed == []


@pytest.mark.parametrize("system", ["macOS", "Windows"])
def test_run_asks_nothing_of_systems_whose_wheels_bring_all(
    environment: Environment, machine: FakeMachine, handed: Handed, system: str
) -> None:
    machine.is_system, machine.libraries_missing = system, {"libEGL.so.1"}
    commands.run(environment, machine, [])
    assert handed[0][-1] == "demo"


def test_the_tests_need_the_servers(environment: Environment, machine: FakeMachine) -> None:
    machine.programs -= {"postfix"}
    with pytest.raises(say.Stop, match="postfix"):
        commands.test(environment, machine, [])


def test_the_benchmarks_need_their_rival_too(environment: Environment, machine: FakeMachine) -> None:
    machine.programs -= {"swaks"}
    with pytest.raises(say.Stop, match="swaks"):
        commands.bench(environment, machine, [])


def test_a_stop_is_printed_and_ends_with_status_1(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> int:
        raise say.Stop("No.", "try --this")

    monkeypatch.setitem(commands.COMMANDS, "lock", stop)
    assert commands.main(["lock"], machine) == 1
    assert capsys.readouterr().err == "\nNo.\n\nType this, then start again:\n\n    try --this\n\n"


def test_locks_are_made_for_every_system_and_without_an_address(
    environment: Environment, machine: FakeMachine
) -> None:
    commands.lock(environment, machine, [])
    compiled = [argv for argv in machine.asked if "compile" in argv]
    assert [argv[-1] for argv in compiled] == [str(environment.lock("run")), str(environment.lock("test"))]
    assert all({"--universal", "--generate-hashes", "--no-emit-index-url"} <= set(argv) for argv in compiled)


def test_a_resolver_that_fails_is_quoted(environment: Environment, machine: FakeMachine) -> None:
    machine.answer = lambda argv: Outcome(1, "No solution found")
    with pytest.raises(say.Stop) as stopped:
        commands.lock(environment, machine, [])
    assert "No solution found" in str(stopped.value)

"""What the set-up does about system packages that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from setup_steps.machine import Outcome
from setup_steps.needs import QT_ALWAYS, QT_ON_X11, TESTS, missing
from setup_steps.packages import ANSWERS, apt_install, no_service_starts, provide
from setup_steps.say import Stop
from tests.packaging.fake_machine import FakeMachine


def lack(machine: FakeMachine) -> str:
    """Say what the set-up prints when it stops for what this machine lacks."""
    with pytest.raises(Stop) as stopped:
        provide(missing((*QT_ALWAYS, *QT_ON_X11, *TESTS), machine), machine)
    return str(stopped.value)


def test_nothing_is_done_when_nothing_is_missing(machine: FakeMachine) -> None:
    provide(missing((*QT_ALWAYS, *QT_ON_X11, *TESTS), machine), machine)
    assert machine.asked == []


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install --no-install-recommends libxcb-cursor0 dovecot-core dovecot-pop3d"),
        ("dnf", "sudo dnf install xcb-util-cursor dovecot"),
        ("zypper", "sudo zypper install libxcb-cursor0 dovecot24"),
        ("pacman", "sudo pacman -S --needed xcb-util-cursor dovecot"),
    ],
)
def test_an_ordinary_user_is_told_the_exact_command(machine: FakeMachine, manager: str, command: str) -> None:
    machine.programs = machine.programs - {"apt-get", "dovecot"} | {manager}
    machine.files -= {"/usr/lib/dovecot/pop3"}
    machine.libraries_missing = {"libxcb-cursor.so.0"}
    assert f"\n    {command}" in lack(machine)
    assert machine.asked == []


def test_root_elsewhere_than_on_debian_is_told_the_command_too(machine: FakeMachine) -> None:
    machine.root, machine.programs = True, machine.programs - {"apt-get", "postfix"} | {"dnf"}
    assert "dnf install postfix" in lack(machine)


def test_where_no_manager_is_known_the_things_themselves_are_named(machine: FakeMachine) -> None:
    machine.programs = set()
    machine.libraries_missing = {"libEGL.so.1"}
    text = lack(machine)
    assert "libEGL.so.1" in text
    assert "postfix" in text


def test_root_on_debian_has_it_installed_with_no_question_and_no_recommendation(machine: FakeMachine) -> None:
    machine.root, machine.libraries_missing = True, {"libEGL.so.1", "libGL.so.1"}
    provide(missing(QT_ALWAYS, machine), machine)
    (install,) = machine.asked
    assert install[:2] == ["apt-get", "install"]
    assert install[-2:] == ["libegl1", "libgl1"]
    assert {"-y", "--no-install-recommends"} <= set(install)


def test_a_package_that_brings_two_things_is_named_once(machine: FakeMachine) -> None:
    machine.root, machine.libraries_missing = True, {"libglib-2.0.so.0", "libgthread-2.0.so.0"}
    provide(missing(QT_ALWAYS, machine), machine)
    assert machine.asked[0].count("libglib2.0-0") == 1


def test_the_lists_are_fetched_only_when_the_first_try_fails(machine: FakeMachine, tmp_path: Path) -> None:
    installs: list[Sequence[str]] = []

    def answer(argv: Sequence[str]) -> Outcome:
        if "install" not in argv:
            return Outcome(0, "")
        installs.append(argv)
        return Outcome(0 if len(installs) == 2 else 100, "E: Unable to locate package xvfb")

    machine.answer = answer
    apt_install(["xvfb"], machine, policy=tmp_path / "policy-rc.d")
    assert [argv[1] for argv in machine.asked] == ["install", "update", "install"]


def test_an_apt_that_fails_twice_is_quoted_and_the_commands_are_named(
    machine: FakeMachine, tmp_path: Path
) -> None:
    machine.answer = lambda argv: Outcome(100, "E: Unable to locate package xvfb")
    with pytest.raises(Stop) as stopped:
        apt_install(["xvfb"], machine, policy=tmp_path / "policy-rc.d")
    text = str(stopped.value)
    assert "Unable to locate package xvfb" in text
    assert "    apt-get install --no-install-recommends xvfb" in text


def test_postfix_is_told_beforehand_to_configure_nothing(machine: FakeMachine, tmp_path: Path) -> None:
    apt_install(["postfix"], machine, policy=tmp_path / "policy-rc.d")
    assert machine.asked[0] == ["debconf-set-selections"]
    assert machine.given == [ANSWERS]


def test_no_service_starts_while_packages_are_installed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with no_service_starts(policy):
        assert policy.read_text().endswith("exit 101\n")
        assert policy.stat().st_mode & 0o111
    assert not policy.exists()


def test_a_policy_that_the_machine_has_already_stays(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    with no_service_starts(policy):
        pass
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"

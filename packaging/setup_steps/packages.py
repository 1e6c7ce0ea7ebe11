"""System packages: installs what is missing where it may, and otherwise says the exact command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup_steps.machine import Machine
from setup_steps.needs import Need
from setup_steps.say import Stop, step

POLICY = Path("/usr/sbin/policy-rc.d")
"""Debian asks this program before it starts a service; 101 forbids it."""

QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
ANSWERS = "postfix postfix/main_mailer_type select No configuration\n"


@dataclass(frozen=True)
class Manager:
    """A package manager: its name in the tables of needs, its program, and how it installs."""

    name: str
    system: str
    program: str
    install: tuple[str, ...]
    as_root: bool = True

    def command(self, names: Sequence[str]) -> str:
        """What an ordinary user types to install the packages."""
        return shlex.join([*(["sudo"] if self.as_root else []), self.program, *self.install, *names])


MANAGERS = (
    Manager("apt", "Linux", "apt-get", ("install", "--no-install-recommends")),
    Manager("dnf", "Linux", "dnf", ("install",)),
    Manager("zypper", "Linux", "zypper", ("install",)),
    Manager("pacman", "Linux", "pacman", ("-S", "--needed")),
    Manager("brew", "macOS", "brew", ("install",), as_root=False),
)


def manager_of(machine: Machine) -> Manager | None:
    """The package manager of this machine, if it is one we know."""
    return next(
        (each for each in MANAGERS if each.system == machine.system and machine.find(each.program)), None
    )


def provide(needs: tuple[Need, ...], machine: Machine) -> None:
    """Install what the needs ask for.

    Raises `Stop` with the command to type where that takes another user, another tool or a network.
    """
    manager = manager_of(machine)
    names = package_names(needs, manager)
    if not names:
        return
    if manager is None:
        raise Stop(
            f"Postroom needs {_listed(need.name for need in needs)}; install what brings it, then start again."
        )
    if manager.name != "apt" or not machine.is_root:
        raise Stop(f"Postroom needs {_listed(names)}, which this machine lacks.", manager.command(names))
    with step(
        "system", f"installing {_listed(names) if len(names) < 4 else f'{len(names)} Debian packages'}"
    ):
        apt_install(names, machine)


def package_names(needs: tuple[Need, ...], manager: Manager | None) -> tuple[str, ...]:
    """The packages that bring the needs, each once, in order."""
    wanted = [need.packages.get(manager.name, "") if manager else need.name for need in needs]
    return tuple(dict.fromkeys(name for name in wanted if name))


def apt_install(names: Sequence[str], machine: Machine, *, policy: Path = POLICY) -> None:
    """Install Debian packages as root: no question asked, no service started."""
    if "postfix" in names:
        machine.run(["debconf-set-selections"], given=ANSWERS)
    install = [
        "apt-get",
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=120",
        *names,
    ]
    with no_service_starts(policy):
        outcome = machine.run(install, env=QUIET_APT)
        if not outcome.ok:
            machine.run(["apt-get", "update", "-q"], env=QUIET_APT)
            outcome = machine.run(install, env=QUIET_APT)
    if not outcome.ok:
        raise Stop(
            "apt-get could not install what Postroom needs; its last words are above.",
            "apt-get update",
            shlex.join(["apt-get", "install", "--no-install-recommends", *names]),
            details=tail(outcome.output),
        )


@contextmanager
def no_service_starts(policy: Path) -> Iterator[None]:
    """Forbid that an installed package starts its service, for as long as the block lasts.

    A policy that the machine has already stays as it is.
    """
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def tail(output: str, lines: int = 15) -> str:
    """The last lines of what a command printed."""
    return "\n".join(output.rstrip().splitlines()[-lines:])


def _listed(names: Sequence[str] | Iterator[str]) -> str:
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last

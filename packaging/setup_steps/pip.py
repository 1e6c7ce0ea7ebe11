"""Runs the environment's own pip, and says in plain words why it failed."""

from __future__ import annotations

from setup_steps.environment import Environment
from setup_steps.machine import Machine
from setup_steps.packages import tail
from setup_steps.say import Stop

PATIENCE = ("--retries", "2", "--timeout", "20")
"""A machine's own settings may make pip wait for minutes on a network that is not there."""

ELSEWHERE = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONNOUSERSITE": "1"}
"""Settings that would make pip install into another place than the environment it runs in."""

OFFLINE_SIGNS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ProxyError",
    "ReadTimeout",
    "SSLError",
)


def install(environment: Environment, machine: Machine, *what: str) -> None:
    """Install exactly what is named: no dependency of it, nothing that would have to be built from sources."""
    quietly = (
        "--disable-pip-version-check",
        "--no-input",
        *PATIENCE,
        "install",
        "-q",
        "--progress-bar",
        "off",
    )
    outcome = machine.run([str(environment.python), "-m", "pip", *quietly, "--no-deps", *what], env=ELSEWHERE)
    if not outcome.ok:
        raise Stop(explain(outcome.output), details=tail(outcome.output))


def explain(output: str) -> str:
    """Say in plain words why pip failed."""
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A package is not the one that the lock names: its hash differs. Nothing was installed.\n"
            "A proxy or mirror may have changed it; try another network, and tell us if it stays so."
        )
    if any(sign in output for sign in OFFLINE_SIGNS):
        return (
            "The packages could not be fetched: the package index does not answer.\n"
            "Connect to the network (behind a proxy, set HTTPS_PROXY), then type the same command again."
        )
    if "No matching distribution" in output:
        return (
            "A locked package cannot be had for this Python and system; its name is above.\n"
            "Use a Python from 3.11 to 3.14 on Windows, macOS or Linux (glibc)."
        )
    return "pip could not install the packages; its last words are above."

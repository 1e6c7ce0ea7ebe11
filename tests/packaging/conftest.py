"""The computer that the set-up's tests run on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from setup_steps.environment import Environment
from setup_steps.machine import Outcome
from setup_steps.needs import MESSAGES
from tests.packaging.fake_machine import FINE, FakeMachine


@pytest.fixture
def machine() -> FakeMachine:
    """A Debian computer on which everything is there and nobody is root."""
    fake = FakeMachine()
    fake.programs = {"apt-get", "dovecot", "postfix", "Xvfb", "swaks", "openssl"}
    fake.files = {"/usr/lib/dovecot/pop3", MESSAGES.name.split()[0]}
    return fake


@pytest.fixture
def environment(tmp_path: Path, machine: FakeMachine) -> Environment:
    """A checkout without an environment, on a machine whose Python makes one when it is asked to."""
    locks = tmp_path / "packaging" / "locks"
    locks.mkdir(parents=True)
    (locks / "run.txt").write_text("qasync==0.28.0 \\\n    --hash=sha256:aa\n")
    (locks / "test.txt").write_text(
        "pytest==9.2.0 \\\n    --hash=sha256:bb\nqasync==0.28.0 \\\n    --hash=sha256:aa\n"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    checkout = Environment(tmp_path)

    def answer(argv: Sequence[str]) -> Outcome:
        if "venv" in argv:
            checkout.python.parent.mkdir(parents=True)
            checkout.python.touch()
            (checkout.folder / "pyvenv.cfg").write_text(f"command = python3 -m venv {checkout.folder}\n")
        if "-c" in argv:
            there = checkout.python.exists()
            return Outcome(0, "3.11\n") if there else Outcome(127, "")
        return FINE

    machine.answer = answer
    return checkout

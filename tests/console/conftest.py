"""What the tests of the command line share: a home of their own, no keyring, and the program as a person starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import fail

from postroom.console.main import run


@dataclass(frozen=True)
class Said:
    """What a command left: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on standard output."""
        return json.loads(self.out)


Postroom = Callable[..., Said]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep the user's own settings and keyring out of it."""
    monkeypatch.setenv("POSTROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("COLUMNS", "100")
    for variable in ("POSTROOM_LOG", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(variable, raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield tmp_path / "home"
    keyring.set_keyring(before)


@pytest.fixture
def postroom(capsys: pytest.CaptureFixture[str]) -> Postroom:
    """Run a command in this process."""

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Said(status, written.out, written.err)

    return call


@pytest.fixture
def program() -> Postroom:
    """Run the program itself."""

    def call(*arguments: object, text: str = "", **environment: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "postroom", *map(str, arguments)],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, **environment},
            check=False,
            timeout=60,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return call

"""The unit that lets systemd run the spooler says what the program understands."""

from __future__ import annotations

import configparser
import shlex
from pathlib import Path

import pytest

from postroom.console.main import run
from postroom.engine.background import STOP_SECONDS

UNIT = Path(__file__).resolve().parents[2] / "packaging" / "systemd" / "postroom-spooler.service"


@pytest.fixture
def service() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    assert parser.sections() == ["Unit", "Service", "Install"]
    return parser["Service"]


def test_it_starts_a_command_that_there_is(
    service: configparser.SectionProxy, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(service["ExecStart"])
    assert Path(program).name == "postroom"
    assert run([*arguments, "--help"]) == 0
    assert capsys.readouterr().out.startswith("usage: postroom spool run ")


def test_it_leaves_time_to_end_in_order(service: configparser.SectionProxy) -> None:
    assert service["KillSignal"] == "SIGTERM"
    assert float(service["TimeoutStopSec"]) > 2 * STOP_SECONDS
    assert service["Restart"] == "on-failure"

"""The demo without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.console.main import run
from postroom.demo.scenarios import Mail, Scenario
from postroom.model.errors import ErrorCode
from postroom.model.outcome import Outcome
from postroom.model.step import Step
from tests.console.conftest import Postroom

GOOD = Scenario(name="Good", about="")
ODD = Scenario(name="Odd", about="", smtp=Outcome(Step.AUTH, ErrorCode.AUTH_REJECTED))


@pytest.fixture
def scenarios(monkeypatch: pytest.MonkeyPatch) -> list[Scenario]:
    shown = [GOOD]
    monkeypatch.setattr("postroom.demo.servers.scenarios", lambda: tuple(shown))
    return shown


def test_every_account_of_the_demo_shows_what_it_is_to_show(postroom: Postroom) -> None:
    said = postroom("demo", "--headless")
    assert said.err == ""
    assert "DIFFERENT" not in said.out
    assert said.status == 0
    assert "All well" in said.out
    rows = [line for line in said.out.splitlines() if " POP3 " in line or " SMTP " in line]
    assert len(rows) >= 14
    assert all(row.endswith("as expected") for row in rows)
    sessions, _, queue = said.out.partition(f"\nAll {len(rows)} sessions behaved as expected.\n")
    assert "Messages" not in sessions
    mail = [line for line in queue.splitlines() if line.endswith("as expected")]
    words = ("sent", "deferred, then sent", "failed", "uncertain", "held", "waits for a person")
    assert all(any(f"  {word}  " in line for line in mail) for word in words)
    assert said.out.endswith(" messages fared as expected.\n")


def test_mail_that_does_not_fare_as_expected_is_told(
    postroom: Postroom, scenarios: list[Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios[:] = [
        Scenario(name="Odd", about="", mail=Mail.WELL, right_password=False, smtp=ODD.smtp, pop3=ODD.smtp)
    ]
    monkeypatch.setattr("postroom.console.demo_queue.MOST_SECONDS", 0.0)
    said = postroom("demo", "--headless")
    assert said.status == 1
    assert "All 2 sessions behaved as expected." in said.out
    assert "did not fare as expected." in said.out
    (held,) = [line for line in said.out.splitlines() if "Held by hand" in line]
    assert held.endswith("as expected")
    (refused,) = [line for line in said.out.splitlines() if line.startswith("Refused  ")]
    assert refused.endswith("DIFFERENT")


def test_what_is_not_as_expected_is_told(postroom: Postroom, scenarios: list[Scenario]) -> None:
    scenarios.append(ODD)
    said = postroom("demo", "--headless")
    assert said.status == 1
    (line,) = [line for line in said.out.splitlines() if "DIFFERENT" in line]
    assert line.split()[:5] == ["Odd", "SMTP", "auth-rejected", "at", "auth"]
    assert "1 of 4 sessions did not behave as expected." in said.out


@pytest.mark.usefixtures("scenarios")
def test_the_picture_of_the_window_is_made_where_windows_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made: list[Path] = []
    assert run(["demo", "--headless", "--picture", str(tmp_path / "x.png")], make_picture=made.append) == 0
    assert made == [tmp_path / "x.png"]
    assert capsys.readouterr().out.endswith(f"A picture of the window: {tmp_path / 'x.png'}\n")


@pytest.mark.usefixtures("scenarios")
def test_without_a_name_the_picture_finds_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    made: list[Path] = []
    assert run(["demo", "--headless"], make_picture=made.append) == 0
    assert made[0].parent.is_dir()
    assert str(made[0]) in capsys.readouterr().out
    made[0].parent.rmdir()


@pytest.mark.usefixtures("scenarios")
@pytest.mark.parametrize(
    "error", [ImportError("libEGL.so.1 is missing"), OSError("disk full"), TimeoutError("slow")]
)
def test_a_picture_that_cannot_be_made_is_told_after_the_table(
    capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(_: Path) -> None:
        raise error

    assert run(["demo", "--headless"], make_picture=fail) == 1
    said = capsys.readouterr()
    assert "All 2 sessions behaved as expected." in said.out
    assert said.err == f"postroom: The window could not be drawn: {error}\n"


def test_a_picture_without_a_folder_is_refused_at_once(postroom: Postroom, tmp_path: Path) -> None:
    said = postroom("demo", "--headless", "--picture", tmp_path / "none" / "x.png")
    assert (said.status, said.out) == (2, "")
    assert "x.png does not exist." in said.err


def test_the_window_is_not_the_command_line_s(postroom: Postroom) -> None:
    assert "opens the window" in postroom("demo").err

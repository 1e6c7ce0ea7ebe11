"""The command line as a whole: its help, its exit statuses, and what it says when it cannot go on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from postroom import __version__
from postroom.console import check
from postroom.console.main import run
from postroom.console.usage import Failure
from tests.console.conftest import Postroom
from tests.support.hostile import HostileServer
from tests.support.steps import Silence


def test_the_version(postroom: Postroom) -> None:
    said = postroom("--version")
    assert (said.status, said.out, said.err) == (0, f"postroom {__version__}\n", "")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_the_help_names_every_command_with_examples(postroom: Postroom, arguments: list[str]) -> None:
    said = postroom(*arguments)
    assert said.status == 0
    for word in ("check", "accounts", "certificate", "exceptions", "demo", "examples:", "exit status:"):
        assert word in said.out
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "demo",
        "certificate",
        "exceptions",
        *(f"exceptions {verb}" for verb in ("list", "show", "revoke")),
        "accounts",
        *(f"accounts {verb}" for verb in ("list", "show", "add", "edit", "remove")),
        "spool",
        "status",
    ],
)
def test_every_command_has_a_help_that_begins_with_a_line(postroom: Postroom, command: str) -> None:
    said = postroom(*command.split(), "--help")
    assert said.status == 0
    usage = said.out.splitlines()[0]
    assert usage.startswith(f"usage: postroom {command} ")
    assert usage.endswith("[OPTION ...]")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "There is no command chek. See postroom --help."),
        (["check", "--bogus"], "This is not understood here: --bogus. See postroom check --help."),
        (["check", "--jso"], "This is not understood here: --jso."),
        (["check", "--security", "ssl"], "--security cannot be ssl: choose from none, starttls, tls."),
        (["check", "--timeout"], "--timeout needs a value."),
        (["accounts"], "Say what to do with the accounts."),
        (["accounts", "delete"], "There is no command accounts delete. See postroom accounts --help."),
        (["accounts", "show"], "Something is missing: NAME. See postroom accounts show --help."),
        (["check", "--json=x"], "--json takes no value."),
        (["help", "chek"], "There is no command chek."),
        (["demo"], "postroom demo opens the window"),
        (["check", "\udcff"], "The argument '\\udcff' is not text."),
    ],
)
def test_wrong_usage_says_what_to_do(postroom: Postroom, arguments: list[str], words: str) -> None:
    said = postroom(*arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert said.err.startswith("postroom: ")


def test_what_cannot_be_done_is_told(postroom: Postroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Failure("the disk is full")

    monkeypatch.setattr(check, "run", fail)
    said = postroom("check")
    assert (said.status, said.out, said.err) == (1, "", "postroom: the disk is full\n")


def test_a_bug_is_not_taken_for_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr(check, "run", fail)
    with pytest.raises(KeyError):
        run(["check"])


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_interruption_ends_the_sessions_and_gives_130(options: list[str]) -> None:
    with HostileServer([Silence()]) as server:
        running = subprocess.Popen(
            [sys.executable, "-m", "postroom", "check", "--smtp", f"127.0.0.1:{server.port}", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        visit = server.connection(timeout=30)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        visit.wait_until_over()
    assert (running.returncode, out, err) == (130, "", "postroom: Interrupted.\n")


def test_a_reader_that_leaves_is_no_drama(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    errors = tmp_path / "errors"
    with errors.open("w") as file:
        done = subprocess.run(
            [sys.executable, "-m", "postroom", "--help"], stdout=writing, stderr=file, check=False
        )
    os.close(writing)
    assert (done.returncode, errors.read_text()) == (1, "")


@pytest.mark.skipif(sys.platform != "linux", reason="it has no device that is always full")
def test_a_full_disk_is_told_and_not_taken_for_a_bug() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "postroom", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "postroom: The output cannot be written: No space left on device.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="its shell cannot close them")
@pytest.mark.parametrize(
    ("arguments", "status"), [(["--version"], 0), (["frob"], 2), (["check", "--pop3", "h", "--user", "u"], 2)]
)
def test_closed_streams_change_no_exit_status(arguments: list[str], status: int) -> None:
    closing = ["sh", "-c", 'exec "$0" -m postroom "$@" <&- >&- 2>&-', sys.executable]
    assert subprocess.run([*closing, *arguments], check=False).returncode == status


def test_help_may_stand_before_the_command(postroom: Postroom) -> None:
    assert postroom("help", "check").out == postroom("check", "--help").out
    assert postroom("help", "accounts").out == postroom("accounts", "--help").out


def test_help_text_wraps_and_has_no_doubled_words(postroom: Postroom) -> None:
    assert not re.search(r"\b(\w+) \1\b", postroom("--help").out)

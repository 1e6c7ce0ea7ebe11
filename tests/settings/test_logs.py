"""The log: private, and without a secret whoever writes it."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from postroom.model.secret import Secret
from postroom.settings.folders import Folders
from postroom.settings.logs import RedactingFormatter, remember, set_up

PASSWORD = "correct horse battery"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.under(tmp_path)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Put logging and the hooks back."""
    import threading

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
        root.removeHandler(handler)
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


def test_no_line_is_made_without_a_reason(folders: Folders) -> None:
    set_up(folders, {})
    logging.getLogger("some").info("not important")
    assert not folders.logs.exists()


@pytest.mark.parametrize(
    ("word", "level"), [("", 30), ("debug", 10), (" INFO ", 20), ("error", 40), ("loud", 30)]
)
def test_the_environment_says_how_much(folders: Folders, word: str, level: int) -> None:
    set_up(folders, {"POSTROOM_LOG": word})
    assert logging.getLogger().level == level
    assert (folders.log_file.exists() and "'loud'" in folders.log_file.read_text()) is (word == "loud")


def test_a_line_says_when_who_and_what(folders: Folders) -> None:
    set_up(folders, {})
    logging.getLogger("postroom.test").warning("it is %s", "odd")
    line = folders.log_file.read_text()
    assert " WARNING " in line
    assert line.endswith(" postroom.test: it is odd\n")


def test_no_form_of_a_remembered_secret_is_written(folders: Folders) -> None:
    set_up(folders, {})
    remember(Secret(PASSWORD), "ada")
    encoded = base64.b64encode(f"\0ada\0{PASSWORD}".encode()).decode()
    log = logging.getLogger("foreign.library")
    log.warning("it said %s", PASSWORD)
    log.warning("AUTH PLAIN %s, %r", encoded, PASSWORD.encode().hex())
    try:
        raise ValueError(f"bad password {PASSWORD}")
    except ValueError:
        log.exception("failed")
    text = folders.log_file.read_text()
    assert "ValueError: bad password [redacted]" in text
    assert not any(form in text for form in (PASSWORD, encoded, PASSWORD.encode().hex()))


def test_secrets_that_become_known_later_are_kept_out_too() -> None:
    formatter = RedactingFormatter("%(message)s")

    def line(text: str) -> str:
        return formatter.format(logging.LogRecord("x", 30, "", 0, text, None, None))

    remember(Secret("first-secret"))
    assert line("first-secret second-secret") == "[redacted] second-secret"
    remember(Secret("second-secret"))
    assert line("first-secret second-secret") == "[redacted] [redacted]"


PROGRAM = """
import sys, threading
from pathlib import Path
from postroom.model.secret import Secret
from postroom.settings.folders import Folders
from postroom.settings.logs import remember, set_up
set_up(Folders.under(Path(sys.argv[1])), {})
remember(Secret("hunter2"))
def fail(error): raise error
if sys.argv[2] == "thread":
    thread = threading.Thread(target=fail, args=[KeyError("hunter2")], name="worker")
    thread.start(); thread.join()
elif sys.argv[2] == "exit":
    thread = threading.Thread(target=fail, args=[SystemExit(3)])
    thread.start(); thread.join()
else:
    fail({"bug": KeyError("hunter2"), "interrupt": KeyboardInterrupt()}[sys.argv[2]])
"""


def crash(home: Path, how: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, home, how], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr


def test_a_bug_gives_the_user_one_line_and_the_log_the_rest(folders: Folders, tmp_path: Path) -> None:
    status, said = crash(tmp_path, "bug")
    assert status == 1
    assert said == (
        f"postroom: Something went wrong inside Postroom (KeyError). The details are in {folders.log_file}.\n"
    )
    text = folders.log_file.read_text()
    assert "Traceback" in text
    assert "KeyError: '[redacted]'" in text
    assert "hunter2" not in text


def test_an_interruption_is_no_bug(folders: Folders, tmp_path: Path) -> None:
    _, said = crash(tmp_path, "interrupt")
    assert said == ""
    assert not folders.logs.exists()


def test_a_thread_that_fails_is_logged(folders: Folders, tmp_path: Path) -> None:
    assert crash(tmp_path, "thread") == (0, "")
    text = folders.log_file.read_text()
    assert "worker" in text
    assert "hunter2" not in text


def test_a_thread_that_ends_is_not_logged(folders: Folders, tmp_path: Path) -> None:
    assert crash(tmp_path, "exit") == (0, "")
    assert not folders.logs.exists()

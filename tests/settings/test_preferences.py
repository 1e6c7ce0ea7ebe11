"""The general settings, written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.model.account_errors import BrokenFile
from postroom.model.closing import CloseAnswer
from postroom.model.endpoint import Protocol
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences


def load(home: Path, text: str) -> Preferences:
    folders = Folders.under(home)
    folders.settings.mkdir(parents=True)
    folders.preferences_file.write_text(text)
    return Preferences.load(folders)


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert Preferences.load(Folders.under(tmp_path)) == Preferences(Trust(), DEFAULT_TIMEOUT)


def test_what_is_written_counts(tmp_path: Path) -> None:
    preferences = load(tmp_path, 'timeout = 5\n[trust]\nmode = "portable"\nca_files = ["/ca.pem"]\n')
    assert preferences == Preferences(Trust(TrustMode.PORTABLE, (Path("/ca.pem"),)), 5.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timeout = \n", "line 1: This is not TOML"),
        ("# mine\ntimeout = 0\n", "line 2: The time-out must be between 1 and 600 seconds."),
        ("timeout = 'long'\n", "line 1: timeout must be a number of seconds."),
        ('[trust]\nmode = "mine"\n', "line 2: trust.mode must be one of: auto, system, portable."),
        ("history_days = 0\n", "line 1: History can be kept for 1 to 3,650 days."),
        ("history_days = 'x'\n", "line 1: History can be kept for 1 to 3,650 days."),
        ("history_days = 3651\n", "line 1: History can be kept for 1 to 3,650 days."),
        ('on_close = "ask"\n', "line 1: on_close must be one of: send, keep, empty."),
        ('[new_accounts]\nignore_incoming = ["old"]\n', "line 2: old is not a problem that can be ignored"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_the_usual_serves(
    tmp_path: Path, text: str, words: str
) -> None:
    preferences = load(tmp_path, text)
    assert preferences.trouble is not None
    assert words in preferences.trouble
    assert (preferences.trust, preferences.timeout) == (Trust(), DEFAULT_TIMEOUT)


CHANGED = Preferences(
    Trust(TrustMode.SYSTEM, (Path("/ca.pem"),)),
    7.5,
    ignore_incoming=frozenset({Toggle.EXPIRED, Toggle.NAME}),
    ignore_outgoing=frozenset({Toggle.WEAK}),
    history_days=3650,
    on_close=CloseAnswer.KEEP,
)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    folders = Folders.under(tmp_path)
    CHANGED.save(folders)
    assert Preferences.load(folders) == CHANGED
    Preferences().save(folders)
    assert Preferences.load(folders) == Preferences()


def test_what_somebody_wrote_beside_it_stays(tmp_path: Path) -> None:
    load(tmp_path, '# mine\ntimeout = 5  # slow\ncolour = "blue"\n\n[trust]\nmode = "portable"\n')
    folders = Folders.under(tmp_path)
    Preferences(timeout=6.0, on_close=CloseAnswer.SEND).save(folders)
    text = folders.preferences_file.read_text()
    assert text.startswith('# mine\ntimeout = 6.0  # slow\ncolour = "blue"\n')
    assert Preferences.load(folders) == Preferences(timeout=6.0, on_close=CloseAnswer.SEND)


def test_a_broken_file_is_never_overwritten(tmp_path: Path) -> None:
    load(tmp_path, "timeout = \n")
    folders = Folders.under(tmp_path)
    with pytest.raises(BrokenFile):
        CHANGED.save(folders)
    assert folders.preferences_file.read_text() == "timeout = \n"


def test_each_server_has_its_own_usual_leniency() -> None:
    assert CHANGED.usually_ignored(Protocol.POP3) == {Toggle.EXPIRED, Toggle.NAME}
    assert CHANGED.usually_ignored(Protocol.SMTP) == {Toggle.WEAK}

"""The saved exceptions: never lost, never deleted, and never in force when they cannot be read."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from postroom.model.account_errors import BrokenFile
from postroom.model.exceptions import KeptException, UnknownException
from postroom.model.problems import ProblemKind
from postroom.settings.exceptions import ExceptionBook
from tests.model.samples import EXCEPTION

FIRST = KeptException("aa01", EXCEPTION)
SECOND = KeptException(
    "aa02",
    replace(
        EXCEPTION,
        host="m\u00fcnchen.example",
        port=465,
        kinds=frozenset({ProblemKind.EXPIRED, ProblemKind.WEAK}),
        reason='he said "soon"\nand meant it',
    ),
)
NOW = EXCEPTION.created + timedelta(days=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "exceptions.toml"


def test_a_new_book_is_empty_and_makes_no_file(path: Path) -> None:
    book = ExceptionBook(path)
    assert (book.exceptions, book.trouble) == ((), None)
    assert not path.parent.exists()


def test_exceptions_are_kept_in_order(path: Path) -> None:
    book = ExceptionBook(path)
    book.add(SECOND)
    book.add(FIRST)
    assert book.exceptions == ExceptionBook(path).exceptions == (SECOND, FIRST)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_that_is_revoked_stays_as_history(path: Path) -> None:
    book = ExceptionBook(path)
    book.add(FIRST)
    book.add(SECOND)
    assert book.revoke("aa01", NOW) == replace(FIRST, revoked=NOW)
    assert book.revoke("aa01", NOW + timedelta(days=1)) == replace(FIRST, revoked=NOW)
    assert ExceptionBook(path).exceptions == (replace(FIRST, revoked=NOW), SECOND)
    book.revoke("aa02", NOW)
    assert [each.revoked for each in ExceptionBook(path).exceptions] == [NOW, NOW]


def test_one_that_is_not_there_cannot_be_revoked(path: Path) -> None:
    with pytest.raises(UnknownException, match="aa01"):
        ExceptionBook(path).revoke("aa01", NOW)


def test_what_somebody_wrote_beside_it_stays(path: Path) -> None:
    book = ExceptionBook(path)
    book.add(FIRST)
    written = path.read_text() + "ticket = 17  # of the help desk\n\n# the next one is Bob's\n"
    path.write_text(written)
    book.add(SECOND)
    book.revoke("aa01", NOW)
    assert "ticket = 17  # of the help desk\nrevoked = 2027-01-04T00:00:00+00:00\n" in path.read_text()
    assert "# the next one is Bob's" in path.read_text()


def test_what_somebody_else_changed_counts_after_reading_again(path: Path) -> None:
    mine, theirs = ExceptionBook(path), ExceptionBook(path)
    theirs.add(FIRST)
    assert not mine.exceptions
    assert mine.reload()
    assert list(mine.exceptions) == [FIRST]
    assert not mine.reload()


GOOD = """[[exception]]
id = "aa01"
host = "mail.example.com"
port = 995
kinds = ["name"]
key_sha256 = "{key}"
reason = ""
author = ""
created = 2027-01-01T00:00:00Z
until = 2027-02-01T00:00:00Z
""".format(key="cd" * 32)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[exception]]\n", "[exception]\n", "line 1: Write each exception as a table"),
        ("kinds =", "kinds", "line 5: This is not TOML"),
        ('id = "aa01"', 'id = ""', "line 1: An exception needs an id and a host."),
        ('host = "mail.example.com"\n', "", "line 1: An exception needs an id and a host."),
        ("port = 995\n", "", "line 1: An exception needs a port."),
        ("port = 995", "port = 'pop3s'", "line 4: port must be a number"),
        ("reason = ''", "reason = 3", "line 7: reason must be a text."),
        ('["name"]', '["nmae"]', "line 5: kinds must be a list of problems from: name, expired"),
        ('["name"]', '"name"', "line 5: kinds must be a list of problems"),
        ('["name"]', '["malformed"]', "line 1: An exception is for named problems"),
        ('"cdcd', '"CDCD', "line 1: An exception needs the SHA-256"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00", "line 1: The times must be written like"),
        ("2027-02-01T00:00:00Z", "'soon'", "line 1: The times must be written like"),
        ("2027-02-01", "2029-02-01", "line 1: An exception ends after it was made, and within a year."),
        ("T00:00:00Z\n", "T00:00:00Z\nrevoked = 'yes'\n", "line 1: The times must be written like"),
        ("[[exception]]", GOOD + "[[exception]]", "line 12: There is an exception aa01 above already."),
    ],
)
def test_a_broken_file_is_told_lets_nothing_pass_and_is_left_alone(
    path: Path, old: str, new: str, words: str
) -> None:
    path.parent.mkdir(parents=True)
    good = GOOD.replace('reason = ""', "reason = ''")
    assert old in good
    path.write_text(good.replace(old, new, 1))
    before = path.read_bytes()
    book = ExceptionBook(path)
    assert book.trouble is not None
    assert words in book.trouble
    assert len(book.exceptions) == (1 if "above already" in words else 0)
    with pytest.raises(BrokenFile):
        book.add(FIRST)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_changed_without_harm_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    inner = ", ".join(GOOD.splitlines()[1:])
    path.write_text(f"exception = [{{{inner}}}]\n")
    book = ExceptionBook(path)
    assert [each.id for each in book.exceptions] == ["aa01"]
    before = path.read_bytes()
    with pytest.raises(BrokenFile):
        book.revoke("aa01", NOW)
    with pytest.raises(BrokenFile):
        book.add(SECOND)
    assert path.read_bytes() == before

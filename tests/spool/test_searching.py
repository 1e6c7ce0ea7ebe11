"""What the index tells of words, short ones too, and what is only known of a few messages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from postroom.model.spool_filter import EVERYTHING, Filter
from postroom.spool import searching
from postroom.spool.accepting import accept
from postroom.spool.database import open_for_writing
from postroom.spool.file_store import FILE
from postroom.spool.forgetting import forget_some
from postroom.spool.searching import NOTHING_SOUGHT, Found, find
from postroom.spool.transaction import Transaction
from postroom.spool.upkeep import file_some
from tests.spool.samples import message

UNCOMMON = ["%", "a%b", "50%", "\u00e9", "q\u00e9", "x"]
COMMON = ["hello"] * 94
MANY = 10**9


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_writing(tmp_path / FILE)
    yield connection
    connection.close()


def fill(connection: sqlite3.Connection, subjects: Sequence[str]) -> None:
    """Accept and file messages with these subjects; they have nothing else in common with what is sought."""
    transaction = Transaction(connection, 1)
    transaction.begin()
    accept(transaction, [message("bob@test.org", sender=None, subject=subject) for subject in subjects])
    transaction.commit()
    while file_some(connection):
        pass


def hits(connection: sqlite3.Connection, search: str) -> list[int] | None:
    """The messages that a search may find; None where the index was not asked."""
    found = find(connection, Filter(search=search), MANY)
    return None if found.number is None else sorted(msgspec.json.decode(found.hits, type=list[int]))


@pytest.fixture
def asked_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the index, however common the words are among so few messages."""
    monkeypatch.setattr(searching, "COMMON", 2.0)
    monkeypatch.setattr(searching, "SOUGHT", MANY)
    monkeypatch.setattr(searching, "SOUGHT_IF_RARE", MANY)


@pytest.mark.usefixtures("asked_always")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("%", [1, 2, 3]),
        ("a%", [2]),
        ("0%", [3]),
        ("%b", [2]),
        ("\u00c9", [4, 5]),
        ("q", [5]),
        ("q\u00e9", [5]),
        ("x", [6]),
        ("xx", []),
        ("zq", []),
        ('"', []),
    ],
)
def test_one_or_two_characters_are_found_wherever_they_stand(
    connection: sqlite3.Connection, search: str, expected: list[int]
) -> None:
    fill(connection, UNCOMMON)
    assert hits(connection, search) == expected


@pytest.mark.usefixtures("asked_always")
def test_what_was_forgotten_is_not_found(connection: sqlite3.Connection) -> None:
    fill(connection, UNCOMMON)
    connection.execute("UPDATE standings SET finished_at = 1 WHERE message IN (1, 5)")
    transaction = Transaction(connection, 2)
    transaction.begin()
    forget_some(transaction, [2])
    transaction.commit()
    assert hits(connection, "%") == [2, 3]
    assert hits(connection, "q") == []


@pytest.mark.usefixtures("asked_always")
def test_the_rarest_word_leads(connection: sqlite3.Connection) -> None:
    fill(connection, [*UNCOMMON, *COMMON])
    assert hits(connection, "bob 0% hello") == [3]
    assert hits(connection, "bob hel") == list(range(7, 101))


def test_of_words_that_are_rare_together_those_are_found_that_have_two(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MARKED", 2.0)
    monkeypatch.setattr(searching, "SOUGHT_IF_RARE", 10)
    fill(connection, ["ab"] * 20 + ["cd"] * 20 + ["ab cd"] * 5)
    assert hits(connection, "ab cd zq") == []
    assert hits(connection, "ab cd bob4711") == []
    monkeypatch.setattr(searching, "RARE", 2.0)
    assert hits(connection, "ab cd") == list(range(41, 46))


def test_what_is_common_is_not_looked_up_but_can_be_marked(
    connection: sqlite3.Connection,
) -> None:
    fill(connection, ["ab"] * 20 + ["hello"] * 80)
    some, most = (find(connection, Filter(search=search), 100) for search in ("ab", "bob"))
    assert (some.number, some.is_rare) == (None, False)
    assert some.marks is not None
    assert most == Found()
    values = searching.search_values(Filter(search="ab"))
    assert [number for (number,) in connection.execute(some.marks, values)] == list(range(1, 21))


@pytest.mark.parametrize("rhythm", [2, 3, 5, 7, 10])
def test_a_rhythm_of_messages_does_not_deceive(connection: sqlite3.Connection, rhythm: int) -> None:
    """The messages that tell how common a word is are not all of one kind."""
    fill(connection, [["hello", "%"][n % rhythm == 0] for n in range(2_000)])
    found = find(connection, Filter(search="%"), 1)
    assert found.number is None
    share, _ = searching._sample(connection, Filter(search="%"))
    assert share == pytest.approx(1 / rhythm, abs=0.02)


def test_without_words_or_messages_nothing_is_known(connection: sqlite3.Connection) -> None:
    assert find(connection, EVERYTHING, 0) is NOTHING_SOUGHT
    assert find(connection, Filter(search="a"), 0) == Found(number=0)

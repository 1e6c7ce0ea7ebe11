"""`postroom exceptions`: what may be wrong with certificates, in force and as history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postroom.model.exceptions import KeptException
from postroom.model.problem_kinds import ProblemKind
from postroom.model.trust import BoundException
from postroom.settings.exceptions import ExceptionBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.model.schemas import validate

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


def kept(name: str, *, begins: timedelta = -DAY, ends: timedelta = DAY) -> KeptException:
    bound = BoundException(
        host="mail.example.com",
        port=995,
        kinds=frozenset({ProblemKind.NAME, ProblemKind.EXPIRED}),
        key_sha256="cd" * 32,
        reason=f"reason of {name}",
        author="ada",
        created=NOW + begins,
        until=NOW + ends,
    )
    return KeptException(name, bound)


@pytest.fixture(autouse=True)
def book(home: Path) -> ExceptionBook:
    book = ExceptionBook(Folders.under(home).exceptions_file)
    book.add(kept("aa01"))
    book.add(kept("aa02", begins=-9 * DAY, ends=-DAY))
    book.add(kept("aa03"))
    book.revoke("aa03", NOW)
    return book


def test_those_in_force_are_listed(postroom: Postroom) -> None:
    said = postroom("exceptions", "list")
    assert said.status == 0
    title, row = said.out.splitlines()
    assert title.split() == ["Id", "Server", "Problems", "Until", "Standing", "Reason"]
    end = f"{NOW + DAY:%Y-%m-%d}"
    assert row.split("  ") == [
        "aa01",
        "mail.example.com:995",
        "expired, name",
        end,
        "in force",
        "reason of aa01",
    ]


def test_history_is_listed_on_demand(postroom: Postroom) -> None:
    said = postroom("exceptions", "list", "--all")
    standings = [line.split("  ")[4].strip() for line in said.out.splitlines()[1:]]
    assert standings == ["in force", "expired", "revoked"]


def test_the_document_has_all(postroom: Postroom) -> None:
    postroom("accounts", "add", "lenient", "--pop3", "h:995", "--ignore", "any")
    said = postroom("exceptions", "list", "--json")
    validate(said.json, "exceptions-1.json")
    assert [each["id"] for each in said.json["exceptions"]] == ["aa01", "aa02", "aa03"]
    assert said.json["accounts"] == [{"account": "lenient", "protocol": "pop3", "ignore": ["any"]}]


def test_accounts_that_ignore_problems_are_named_too(postroom: Postroom) -> None:
    postroom("accounts", "add", "lenient", "--pop3", "h:995", "--ignore", "expired,name")
    said = postroom("exceptions", "list")
    assert said.out.endswith("The account lenient ignores for POP3: expired, name\n")


def test_one_is_shown_with_everything(postroom: Postroom) -> None:
    said = postroom("exceptions", "show", "aa03")
    assert said.out.startswith("mail.example.com:995, revoked\n")
    for words in ("id", "cd" * 32, "reason of aa03", "ada", "expired, name", "revoked"):
        assert words in said.out
    document = postroom("exceptions", "show", "aa02", "--json").json
    validate(document, "exceptions-1.json")
    assert [each["standing"] for each in document["exceptions"]] == ["expired"]


def test_one_that_is_revoked_counts_no_more_and_stays(postroom: Postroom, book: ExceptionBook) -> None:
    said = postroom("exceptions", "revoke", "aa01", "aa02", "aa01")
    assert said.status == 0
    assert said.out.splitlines()[0] == "Revoked aa01 for mail.example.com:995."
    assert len(said.out.splitlines()) == 2
    assert postroom("exceptions", "list").out == "There are no exceptions.\n"
    book.reload()
    assert [each.revoked is not None for each in book.exceptions] == [True, True, True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say what to do with the exceptions. See postroom exceptions --help."),
        (("add",), "There is no command exceptions add."),
        (("show", "beef"), "There is no exception beef. See postroom exceptions list --all."),
        (("revoke", "aa01", "beef"), "There is no exception beef."),
        (("revoke",), "ID"),
    ],
)
def test_wrong_usage_says_what_to_do(
    postroom: Postroom, book: ExceptionBook, arguments: tuple[str, ...], words: str
) -> None:
    said = postroom("exceptions", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert not book.reload()


@pytest.mark.parametrize("command", [("list",), ("list", "--json"), ("show", "aa01"), ("revoke", "aa01")])
def test_a_broken_file_is_told_and_left_alone(
    postroom: Postroom, home: Path, command: tuple[str, ...]
) -> None:
    file = Folders.under(home).exceptions_file
    file.write_text("exception = 3\n")
    said = postroom("exceptions", *command)
    assert said.status == 1
    assert "exceptions.toml, line 1" in said.err
    assert file.read_text() == "exception = 3\n"

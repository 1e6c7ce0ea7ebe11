"""`postroom accounts import` and `export`."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.model.account import Account
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT
from tests.model.schemas import validate


@pytest.fixture
def file(home: Path) -> Path:
    path = Folders.under(home).accounts_file
    book = AccountBook(path)
    book.add(FULL_ACCOUNT)
    book.add(SMALL_ACCOUNT)
    return path


def accounts(file: Path) -> tuple[Account, ...]:
    return AccountBook(file).accounts


def test_what_goes_out_is_a_document(postroom: Postroom, file: Path) -> None:
    said = postroom("accounts", "export")
    assert (said.status, said.err) == (0, "")
    validate(said.json, "accounts-1.json")
    assert len(said.json["accounts"]) == 2
    assert [a["name"] for a in postroom("accounts", "export", "small").json["accounts"]] == ["small"]


@pytest.mark.parametrize(("name", "options"), [("a.json", []), ("a.CSV", []), ("a.txt", ["--format", "csv"])])
def test_what_went_out_comes_in_again(
    postroom: Postroom, file: Path, tmp_path: Path, name: str, options: list[str]
) -> None:
    out = tmp_path / name
    said = postroom("accounts", "export", "--output", out, *options)
    assert (said.status, said.out) == (0, f"Wrote {out}.\n")
    before = accounts(file)
    postroom("accounts", "remove", "small", "Ada Lovelace")
    said = postroom("accounts", "import", out, *options)
    assert (said.status, said.out) == (0, "Added Ada Lovelace.\nAdded small.\n")
    assert accounts(file) == before


def test_it_may_come_through_a_pipe(postroom: Postroom, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "name,smtp.host\nnew,h\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + text.encode())))
    assert postroom("accounts", "import", "-", "--format", "csv").status == 0
    assert accounts(file)[-1].name == "new"


def test_names_that_are_taken(postroom: Postroom, file: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("name,pop3.host\nsmall,changed.example.com\nnew,h\n")
    before = file.read_bytes()
    refused = postroom("accounts", "import", source)
    assert (refused.status, refused.out) == (1, "")
    assert (
        "There is an account named small already. Nothing was imported. Use --replace or --skip."
        in refused.err
    )
    assert file.read_bytes() == before
    assert postroom("accounts", "import", source, "--skip").out == "Added new.\nSkipped small.\n"
    assert accounts(file)[1] == SMALL_ACCOUNT
    assert postroom("accounts", "import", source, "--replace").out == "Replaced small.\nReplaced new.\n"
    (_, small, _) = accounts(file)
    assert small == replace(SMALL_ACCOUNT, pop3=replace(small.pop3, host="changed.example.com"))  # type: ignore[type-var]


def test_all_that_is_wrong_is_told_and_nothing_comes_in(
    postroom: Postroom, file: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.csv"
    source.write_text("name,pop3.host,pop3.port\ngood,h,110\nbad,h,x\n,h,1\n")
    before = file.read_bytes()
    said = postroom("accounts", "import", source)
    assert (said.status, said.out) == (1, "")
    assert said.err == (
        f"postroom: Nothing was imported from {source}:\n"
        "Line 3: pop3.port: pop3.port must be a number from 1 to 65535.\n"
        "Line 4: name: Give the account a name.\n"
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["import", "/no/such/file"], 2, "/no/such/file cannot be read: No such file"),
        (["import"], 2, "Something is missing: FILE."),
        (["import", "a", "--skip", "--replace"], 2, "--replace and --skip exclude each other."),
        (["export", "eve"], 2, "There is no account named eve."),
        (
            ["export", "--output", "/no/such/folder/x"],
            1,
            "postroom: /no/such/folder/x cannot be written: No such file",
        ),
    ],
)
def test_what_cannot_be(postroom: Postroom, arguments: list[str], status: int, words: str) -> None:
    said = postroom("accounts", *arguments)
    assert (said.status, said.out) == (status, "")
    assert words in said.err


def test_a_file_without_accounts_is_told(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,pop3.host\n")
    said = postroom("accounts", "import", tmp_path / "a.csv")
    assert (said.status, said.out) == (0, f"There are no accounts in {tmp_path / 'a.csv'}.\n")


def test_twice_the_same_name_is_exported_once(postroom: Postroom) -> None:
    postroom("accounts", "add", "twin", "--pop3", "h")
    assert len(postroom("accounts", "export", "twin", "twin").json["accounts"]) == 1


def test_what_is_no_text(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe")
    said = postroom("accounts", "import", tmp_path / "a.csv")
    assert said.status == 1
    assert "is not UTF-8 text" in said.err


def test_a_broken_file_is_not_exported_as_empty(postroom: Postroom, file: Path) -> None:
    file.write_text("[[account\n")
    said = postroom("accounts", "export")
    assert (said.status, said.out) == (1, "")
    assert "line 1" in said.err
    assert "Mend the file" in said.err

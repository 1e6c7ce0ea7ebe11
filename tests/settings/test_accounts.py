"""The saved accounts: kept in order, shared with editors and other processes, and never lost."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.model.account import Account, Server
from postroom.model.account_errors import BadAccount, BrokenFile, DuplicateAccount, UnknownAccount
from postroom.model.merge import Duplicates, Merged
from postroom.settings.accounts import AccountBook
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT

ADA = Account(name="ada", user="ada", pop3=Server("mail.example.com"))
BOB = Account(name="bob", smtp=Server("smtp.example.com", 587))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "accounts.toml"


def names(book: AccountBook) -> list[str]:
    return [account.name for account in book.accounts]


def test_a_new_book_is_empty_and_makes_no_file(path: Path) -> None:
    book = AccountBook(path)
    assert (book.accounts, book.trouble) == ((), None)
    assert not path.parent.exists()


def test_accounts_are_kept_in_order(path: Path) -> None:
    book = AccountBook(path)
    for account in (BOB, FULL_ACCOUNT, ADA, SMALL_ACCOUNT):
        book.add(account)
    assert book.accounts == AccountBook(path).accounts == (BOB, FULL_ACCOUNT, ADA, SMALL_ACCOUNT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_account_is_found_replaced_renamed_and_removed(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    book.add(BOB)
    changed = replace(ADA, name="Ada", user="countess", timeout=5.0)
    book.replace("ada", changed)
    assert AccountBook(path).get("Ada") == changed
    assert names(book) == ["Ada", "bob"]
    book.remove("Ada")
    assert AccountBook(path).accounts == (BOB,)


def test_what_cannot_be_is_refused_by_name(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    before = path.read_bytes()
    with pytest.raises(DuplicateAccount):
        book.add(replace(BOB, name="ada"))
    with pytest.raises(BadAccount):
        book.add(replace(BOB, timeout=0))
    with pytest.raises(BadAccount):
        book.replace("ada", replace(ADA, pop3=None))
    with pytest.raises(UnknownAccount):
        book.replace("eve", BOB)
    with pytest.raises(UnknownAccount):
        book.get("eve")
    with pytest.raises(UnknownAccount):
        book.remove("eve")
    assert path.read_bytes() == before


def test_what_people_wrote_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        '# mine\n[[account]]\nname = "ada" # her\nuser = "ada"\ncolour = 3\npop3.host = "mail.example.com"\n'
    )
    book = AccountBook(path)
    book.replace("ada", replace(book.get("ada"), user="countess"))
    book.add(BOB)
    text = path.read_text()
    assert text.startswith('# mine\n[[account]]\nname = "ada" # her\nuser = "countess"\ncolour = 3\n')
    book.remove("bob")
    assert path.read_text() == text[: text.index("\n[[account]]", 10)]


def test_an_edit_by_somebody_else_is_seen_on_reloading(path: Path) -> None:
    book, other = AccountBook(path), AccountBook(path)
    assert not book.reload()
    other.add(ADA)
    assert book.reload()
    assert names(book) == ["ada"]
    assert not book.reload()


def test_an_edit_by_somebody_else_is_never_lost(path: Path) -> None:
    book, other = AccountBook(path), AccountBook(path)
    book.add(ADA)
    other.add(BOB)
    assert names(other) == ["ada", "bob"]
    other.replace("ada", replace(ADA, timeout=5.0))
    book.replace("ada", replace(ADA, user="countess"))
    assert book.get("ada") == replace(ADA, timeout=5.0, user="countess")
    assert names(book) == ["ada", "bob"]


def test_an_account_that_somebody_else_removed_stays_removed(path: Path) -> None:
    book, other = AccountBook(path), AccountBook(path)
    book.add(ADA)
    other.remove("ada")
    with pytest.raises(UnknownAccount):
        book.replace("ada", replace(ADA, user="countess"))
    assert book.accounts == ()


def test_a_broken_file_is_told_and_never_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[account]]\nname = "ada"\npop3.host = mail\n')
    before = path.read_bytes()
    book = AccountBook(path)
    assert book.trouble is not None
    assert f"{path}, line 3: This is not TOML" in book.trouble
    with pytest.raises(BrokenFile):
        book.add(BOB)
    with pytest.raises(BrokenFile):
        book.merge([BOB], Duplicates.REPLACE)
    assert path.read_bytes() == before


def test_while_one_account_is_wrong_the_others_serve_and_nothing_is_written(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    book.add(BOB)
    path.write_text(path.read_text().replace("port = 587", "port = 99999"))
    before = path.read_bytes()
    assert book.reload()
    assert names(book) == ["ada"]
    assert book.trouble is not None
    assert f"{path}, line 13: Account bob, smtp.port: 99999 is not a port" in book.trouble
    with pytest.raises(BrokenFile, match="line 13"):
        book.replace("ada", replace(ADA, user="countess"))
    assert path.read_bytes() == before
    path.write_text(path.read_text().replace("port = 99999", "port = 587"))
    book.replace("ada", replace(ADA, user="countess"))
    assert book.trouble is None


def test_a_file_that_broke_meanwhile_is_told_when_saving(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    path.write_text("[[account")
    with pytest.raises(BrokenFile, match="line 1"):
        book.add(BOB)
    assert (path.read_text(), book.accounts) == ("[[account", (ADA,))
    assert book.trouble is not None


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.toml"
    path.parent.mkdir()
    path.symlink_to(real)
    AccountBook(path).add(ADA)
    assert path.is_symlink()
    assert AccountBook(real).accounts == (ADA,)


def test_many_come_in_at_once_or_not_at_all(path: Path) -> None:
    book = AccountBook(path)
    assert book.merge([ADA, BOB], Duplicates.REFUSE) == Merged(added=("ada", "bob"))
    before = path.read_bytes()
    with pytest.raises(DuplicateAccount):
        book.merge([SMALL_ACCOUNT, ADA], Duplicates.REFUSE)
    with pytest.raises(BadAccount):
        book.merge([SMALL_ACCOUNT, replace(FULL_ACCOUNT, timeout=0)], Duplicates.SKIP)
    assert path.read_bytes() == before


def test_names_that_are_taken_are_skipped_or_replaced(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    other = replace(BOB, name="ada")
    assert book.merge([other, BOB], Duplicates.SKIP) == Merged(added=("bob",), skipped=("ada",))
    assert book.get("ada") == ADA
    assert book.merge([other, SMALL_ACCOUNT], Duplicates.REPLACE) == Merged(
        added=("small",), replaced=("ada",)
    )
    assert AccountBook(path).accounts == (other, BOB, SMALL_ACCOUNT)


def test_processes_that_add_at_the_same_time_lose_nothing(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from postroom.model.account import Account, Server\n"
        "from postroom.settings.accounts import AccountBook\n"
        "book = AccountBook(Path(sys.argv[1]))\n"
        "for n in range(15): book.add(Account(name=f'{sys.argv[2]}{n}', pop3=Server('h')))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, path, prefix]) for prefix in "ab"]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert set(names(AccountBook(path))) == {f"{prefix}{n}" for prefix in "ab" for n in range(15)}


def test_a_file_that_breaks_meanwhile_takes_no_account_away(path: Path) -> None:
    book = AccountBook(path)
    book.add(ADA)
    sound = path.read_text()
    path.write_text("[[account]\n")
    assert book.reload()
    assert (names(book), book.trouble is None) == (["ada"], False)
    with pytest.raises(BrokenFile):
        book.add(BOB)
    assert path.read_text() == "[[account]\n"
    path.write_text(sound)
    assert book.reload()
    assert (names(book), book.trouble) == (["ada"], None)

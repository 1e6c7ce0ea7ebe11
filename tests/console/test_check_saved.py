"""`postroom check` with saved accounts: which are checked, and what is said where the settings are broken."""

from __future__ import annotations

from pathlib import Path

from postroom.model.account import Account, KeepSecret, Server
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.support.fixtures import StartHostileServer
from tests.support.smtp_dialogue import smtp_script

SMTP = smtp_script(mechanisms=["PLAIN", "LOGIN"])


def test_an_account_named_twice_is_checked_once(
    postroom: Postroom, home: Path, hostile_server: StartHostileServer
) -> None:
    server = hostile_server(SMTP)
    AccountBook(Folders.under(home).accounts_file).add(
        Account(name="relay", smtp=Server("127.0.0.1", server.port))
    )
    assert len(postroom("check", "relay", "relay", "--json").json["sessions"]) == 1


class TestBrokenSettings:
    def test_an_account_whose_password_is_not_known_does_not_keep_the_others_from_being_checked(
        self, postroom: Postroom, home: Path, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(SMTP)
        book = AccountBook(Folders.under(home).accounts_file)
        book.add(Account(name="ada", user="ada", smtp=Server("h"), keep_secret=KeepSecret.ASK))
        book.add(Account(name="relay", smtp=Server("127.0.0.1", server.port)))
        said = postroom("check")
        assert said.status == 1
        assert said.out.startswith("relay: SMTP")
        assert said.err.startswith("postroom: The password of ada is not known.")

    def test_why_a_kept_password_cannot_be_had_is_told(self, postroom: Postroom, home: Path) -> None:
        AccountBook(Folders.under(home).accounts_file).add(Account(name="ada", user="ada", smtp=Server("h")))
        said = postroom("check", "ada")
        assert said.status == 2
        assert said.err.startswith(
            "This computer has no keyring that can be used.\npostroom: The password of ada"
        )

    def test_accounts_that_cannot_be_read_are_told(self, postroom: Postroom, home: Path) -> None:
        file = Folders.under(home).accounts_file
        file.parent.mkdir(parents=True)
        file.write_text("[[account\n")
        for arguments in ([], ["ada"]):
            said = postroom("check", *arguments)
            assert (said.status, said.out) == (1, "")
            assert f"{file}, line 1: This is not TOML" in said.err

    def test_the_others_are_checked_and_the_whole_fails(
        self, postroom: Postroom, home: Path, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(SMTP)
        file = Folders.under(home).accounts_file
        AccountBook(file).add(Account(name="good", smtp=Server("127.0.0.1", server.port)))
        file.write_text(file.read_text() + '\n[[account]]\nname = "bad"\n')
        said = postroom("check")
        assert said.status == 1
        assert "good: SMTP" in said.out
        assert "Account bad, pop3.host" in said.err
        assert postroom("check", "good").status == 0
        assert postroom("check", "--smtp", f"127.0.0.1:{server.port}").err == ""

    def test_only_leaves_out_the_accounts_that_have_no_such_server(
        self, postroom: Postroom, home: Path, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(SMTP)
        book = AccountBook(Folders.under(home).accounts_file)
        book.add(Account(name="in", pop3=Server("h")))
        book.add(Account(name="out", smtp=Server("127.0.0.1", server.port)))
        said = postroom("check", "--only", "smtp", "--json")
        assert [session["account"] for session in said.json["sessions"]] == ["out"]
        assert postroom("check", "in", "--only", "smtp").status == 2

    def test_broken_preferences_are_told_and_the_usual_serves(
        self, postroom: Postroom, home: Path, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(SMTP)
        file = Folders.under(home).preferences_file
        file.parent.mkdir(parents=True)
        file.write_text("timeout = 0\n")
        said = postroom("check", "--smtp", f"127.0.0.1:{server.port}")
        assert said.status == 0
        assert f"{file}, line 1: The time-out must be" in said.err

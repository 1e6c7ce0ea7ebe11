"""`postroom accounts edit`: what is named changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from postroom.model.account import Account, Server
from postroom.model.endpoint import Security
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.settings.fake_keyring import FakeKeyring, fake_keyring

__all__ = ["fake_keyring"]

ADA = ["--name", "ada", "--pop3", "mail.example.com:995", "--smtp", ":587", "--user", "ada"]


def saved(home: Path) -> tuple[Account, ...]:
    return AccountBook(Folders.under(home).accounts_file).accounts


@pytest.fixture
def file(home: Path) -> Path:
    return Folders.under(home).accounts_file


class TestEdit:
    @pytest.fixture(autouse=True)
    def ada(self, postroom: Postroom) -> None:
        postroom("accounts", "add", *ADA)

    def test_only_what_is_named_changes(self, postroom: Postroom, home: Path) -> None:
        said = postroom("accounts", "edit", "ada", "--smtp-security", "tls", "--timeout", 7)
        assert (said.status, said.out) == (0, "Changed ada.\n")
        (account,) = saved(home)
        assert account == Account(
            name="ada",
            user="ada",
            pop3=Server("mail.example.com", 995),
            smtp=Server("", 587, Security.TLS),
            timeout=7.0,
        )

    def test_the_name_may_be_given_either_way(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "edit", "--name", "ada", "--user", "countess")
        postroom("accounts", "edit", "ada", "--name", "Ada")
        assert [(account.name, account.user) for account in saved(home)] == [("Ada", "countess")]

    def test_security_is_for_the_servers_that_are_there(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "edit", "ada", "--no-smtp")
        postroom("accounts", "edit", "ada", "--security", "tls")
        (account,) = saved(home)
        assert (account.pop3, account.smtp) == (Server("mail.example.com", 995, Security.TLS), None)

    def test_servers_come_and_go(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "edit", "ada", "--no-pop3", "--smtp", "smtp.example.com")
        assert saved(home)[0].pop3 is None
        postroom("accounts", "edit", "ada", "--pop3", "pop.example.com")
        assert saved(home)[0].pop3 == Server("pop.example.com")

    def test_how_it_sends_changes_too(self, postroom: Postroom, home: Path) -> None:
        options = ["--asynchronous", "--connections", 8, "--messages-per-connection", 20, "--rate", 600]
        options += ["--size-limit", "25MB", "--retry", "2m, 1h*3", "--expiry", "3d", "--uncertain", "sent"]
        assert postroom("accounts", "edit", "ada", *options).status == 0
        rules = SendingRules(
            asynchronous=True,
            connections=8,
            messages_per_connection=20,
            rate=600,
            size_limit=25_000_000,
            retry=RetryPolicy(Schedule.parse("2m, 1h*3"), timedelta(days=3)),
            uncertain=UncertainPolicy.SENT,
        )
        assert saved(home)[0].sending == rules
        postroom("accounts", "edit", "ada", "--no-asynchronous", "--rate", "none", "--size-limit", "none")
        assert saved(home)[0].sending == replace(rules, asynchronous=False, rate=None, size_limit=None)

    def test_a_schedule_that_is_none_is_told_with_its_place(self, postroom: Postroom, home: Path) -> None:
        said = postroom("accounts", "edit", "ada", "--retry", "1m, 5x", "--rate", 0, "--expiry", "soon")
        assert said.status == 2
        assert "--retry: At character 5: 5x is no time. Write a number and s, m, h or d" in said.err
        assert "--expiry: soon is no time." in said.err
        assert saved(home)[0].sending == USUAL_SENDING

    def test_what_is_odd_about_sending_is_pointed_out(self, postroom: Postroom) -> None:
        said = postroom("accounts", "edit", "ada", "--expiry", "1h")
        assert said.status == 0
        assert "Note: A server that is down for a day costs these messages" in said.err

    def test_nothing_new_is_told(self, postroom: Postroom) -> None:
        said = postroom("accounts", "edit", "ada", "--user", "ada")
        assert (said.status, said.out) == (0, "Nothing is different in ada: nothing was changed.\n")

    def test_a_broken_file_is_told_with_all_that_is_wrong(self, postroom: Postroom, file: Path) -> None:
        file.write_text(file.read_text() + '[[account]]\nname = "b"\n[[account]]\nname = 3\n')
        said = postroom("accounts", "edit", "ada", "--user", "x")
        assert said.status == 1
        assert said.err.count(str(file)) == 2
        assert said.err.endswith("\nMend the file with a text editor. Until then nothing in it is changed.\n")

    def test_a_password_that_cannot_follow_is_told(
        self, postroom: Postroom, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        assert postroom("accounts", "edit", "ada", "--keep", "file", "--password-env", "PW").err == ""
        said = postroom("accounts", "edit", "ada", "--keep", "keyring")
        assert said.status == 0
        assert "no keyring" in said.err
        assert "A password that was kept for ada could not be moved." in said.err
        assert "pencil" in Folders.under(home).secrets_file.read_text()

    def test_the_password_follows_the_name(
        self, postroom: Postroom, monkeypatch: pytest.MonkeyPatch, fake_keyring: FakeKeyring
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        postroom("accounts", "edit", "ada", "--password-env", "PW")
        postroom("accounts", "edit", "ada", "--name", "Ada")
        assert fake_keyring.passwords == {("postroom", "Ada/pop3"): "pencil"}

    def test_the_password_follows_to_where_it_is_to_be_kept(
        self, postroom: Postroom, home: Path, monkeypatch: pytest.MonkeyPatch, fake_keyring: FakeKeyring
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        postroom("accounts", "edit", "ada", "--password-env", "PW")
        postroom("accounts", "edit", "ada", "--keep", "file")
        assert fake_keyring.passwords == {}
        assert "pencil" in Folders.under(home).secrets_file.read_text()

    @pytest.mark.parametrize(
        ("arguments", "status", "words"),
        [
            ([], 2, "Say which account: postroom accounts edit NAME."),
            (["eve", "--user", "x"], 2, "There is no account named eve."),
            (["ada", "--no-pop3"], 2, "--smtp: Enter the SMTP server"),
            (["ada", "--no-pop3", "--no-smtp"], 2, "--pop3: Enter a POP3 or an SMTP server."),
            (["ada", "--name", "bob"], 1, "There is an account named bob already."),
            (["ada", "--rate", "0"], 2, "--rate: The limit can be 1 to 1,000,000 messages a minute."),
            (["ada", "--connections", "x"], 2, "--connections: x is no whole number."),
            (
                ["ada", "--uncertain", "never"],
                2,
                "--uncertain cannot be never: choose from ask, resend, sent.",
            ),
            (["bob", "--asynchronous"], 2, "--asynchronous: there is no SMTP server."),
        ],
    )
    def test_what_cannot_be(
        self, postroom: Postroom, home: Path, arguments: list[str], status: int, words: str
    ) -> None:
        postroom("accounts", "add", "bob", "--pop3", "h")
        before = saved(home)
        said = postroom("accounts", "edit", *arguments)
        assert (said.status, said.out) == (status, "")
        assert words in said.err
        assert saved(home) == before

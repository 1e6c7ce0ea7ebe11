"""`postroom accounts`: list, show, add, edit and remove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.endpoint import Security
from postroom.model.trust import Toggle
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.model.samples import FULL_ACCOUNT
from tests.model.schemas import validate
from tests.settings.fake_keyring import FakeKeyring, fake_keyring

__all__ = ["fake_keyring"]

ADA = ["--name", "ada", "--pop3", "mail.example.com:995", "--smtp", ":587", "--user", "ada"]


def saved(home: Path) -> tuple[Account, ...]:
    return AccountBook(Folders.under(home).accounts_file).accounts


@pytest.fixture
def file(home: Path) -> Path:
    return Folders.under(home).accounts_file


class TestList:
    def test_none_leads_to_the_first(self, postroom: Postroom) -> None:
        said = postroom("accounts", "list")
        assert (said.status, said.err) == (0, "")
        assert "There are no saved accounts yet. Add one: postroom accounts add --help" in said.out

    def test_each_account_is_a_line(self, postroom: Postroom, file: Path) -> None:
        book = AccountBook(file)
        book.add(FULL_ACCOUNT)
        book.add(Account(name="relay", smtp=Server("smtp.example.com"), keep_secret=KeepSecret.ASK))
        assert postroom("accounts", "list").out.splitlines() == [
            "Name          User  POP3                      SMTP                            Password",
            "Ada Lovelace  ada   pop.example.com:995, TLS  smtp.example.com:587, STARTTLS  file",
            "relay                                         smtp.example.com:25, no TLS     none",
        ]

    def test_as_a_document(self, postroom: Postroom, file: Path) -> None:
        AccountBook(file).add(FULL_ACCOUNT)
        said = postroom("accounts", "list", "--json")
        validate(said.json, "accounts-1.json")
        assert [account["name"] for account in said.json["accounts"]] == ["Ada Lovelace"]

    @pytest.mark.parametrize("options", [[], ["--json"]])
    def test_a_broken_file_is_told(self, postroom: Postroom, file: Path, options: list[str]) -> None:
        file.parent.mkdir(parents=True)
        file.write_text("[[account\n")
        said = postroom("accounts", "list", *options)
        assert said.status == 1
        assert f"{file}, line 1: This is not TOML" in said.err
        assert "\nMend the file with a text editor." in said.err
        assert "no saved accounts" not in said.out


class TestShow:
    def test_everything_that_is_not_as_usual(self, postroom: Postroom, file: Path) -> None:
        AccountBook(file).add(FULL_ACCOUNT)
        assert postroom("accounts", "show", "Ada Lovelace").out.splitlines() == [
            "Ada Lovelace",
            "  user                     ada",
            "  password                 file",
            "  POP3                     pop.example.com:995, TLS",
            "  SMTP                     smtp.example.com:587, STARTTLS",
            "  SMTP login               as countess",
            "  mechanism                xoauth2",
            "  access token             yes",
            "  time-out                 12.5 s",
            "  local name               desk.example.com",
            "  password without TLS     yes",
            "  POP3 ignores             expired",
            "  SMTP ignores             expired, weak",
            "  trust                    portable",
            "  in the background        yes",
            "  connections              2",
            "  messages per connection  50",
            "  messages a minute        600",
            "  size limit               25MB",
            "  tries again after        2m, 1h*3",
            "  gives up after           3d",
            "  where uncertain          sent",
        ]

    def test_what_is_odd_is_pointed_out(self, postroom: Postroom, file: Path) -> None:
        odd = Account(name="odd", smtp=Server("h", 587, Security.TLS), smtp_auth=SmtpAuth.OFF)
        AccountBook(file).add(odd)
        out = postroom("accounts", "show", "odd").out
        assert "  smtp.port: Port 587 usually starts in clear" in out
        assert "  user        none: not authenticated" in out
        assert "  SMTP login  off" in out

    def test_as_a_document(self, postroom: Postroom, file: Path) -> None:
        AccountBook(file).add(FULL_ACCOUNT)
        said = postroom("accounts", "show", "Ada Lovelace", "--json")
        validate(said.json, "accounts-1.json")
        assert said.json["accounts"][0]["smtp"]["user"] == "countess"

    def test_an_unknown_one(self, postroom: Postroom) -> None:
        said = postroom("accounts", "show", "eve")
        assert (said.status, said.err) == (
            2,
            "postroom: There is no account named eve. See postroom accounts list.\n",
        )

    def test_one_that_cannot_be_read(self, postroom: Postroom, file: Path) -> None:
        file.parent.mkdir(parents=True)
        file.write_text("[[account\n")
        said = postroom("accounts", "show", "ada")
        assert said.status == 1
        assert "line 1" in said.err


class TestAdd:
    def test_what_is_named_is_saved(self, postroom: Postroom, home: Path) -> None:
        said = postroom("accounts", "add", *ADA)
        assert (said.status, said.out) == (0, "Added ada.\n")
        assert said.err == (
            "Its password is not known yet: each run asks for it. "
            "To keep one: postroom accounts edit ada --password-stdin\n"
        )
        assert saved(home) == (
            Account(name="ada", user="ada", pop3=Server("mail.example.com", 995), smtp=Server("", 587)),
        )

    def test_pop3_or_smtp_alone_is_an_account_too(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "add", "in", "--pop3", "h", "--security", "tls")
        postroom("accounts", "add", "--name", "out", "--smtp", "h")
        postroom("accounts", "add", "both", "--pop3", "h", "--smtp-security", "starttls")
        assert saved(home) == (
            Account(name="in", pop3=Server("h", None, Security.TLS)),
            Account(name="out", smtp=Server("h")),
            Account(name="both", pop3=Server("h"), smtp=Server("", None, Security.STARTTLS)),
        )

    def test_the_general_timeout_serves(self, postroom: Postroom, home: Path) -> None:
        file = Folders.under(home).preferences_file
        file.parent.mkdir(parents=True)
        file.write_text("timeout = 5\n")
        postroom("accounts", "add", *ADA)
        assert saved(home)[0].timeout == 5.0

    def test_new_accounts_ignore_what_is_usual_unless_said_otherwise(
        self, postroom: Postroom, home: Path
    ) -> None:
        file = Folders.under(home).preferences_file
        file.parent.mkdir(parents=True)
        file.write_text('[new_accounts]\nignore_incoming = ["expired"]\nignore_outgoing = ["weak"]\n')
        postroom("accounts", "add", "usual", "--pop3", "h:995", "--smtp", ":587")
        postroom("accounts", "add", "own", "--pop3", "h:995", "--ignore", "name")
        usual, own = saved(home)
        assert usual.ignore_incoming == frozenset({Toggle.EXPIRED})
        assert usual.ignore_outgoing == frozenset({Toggle.WEAK})
        assert own.ignore_incoming == frozenset({Toggle.NAME})
        assert own.smtp is None

    def test_what_is_odd_is_said_and_saved(self, postroom: Postroom, home: Path) -> None:
        said = postroom("accounts", "add", "x", "--smtp", "h:587", "--security", "tls")
        assert said.status == 0
        assert said.err == "Note: Port 587 usually starts in clear and changes to TLS with STARTTLS.\n"
        assert len(saved(home)) == 1

    @pytest.mark.parametrize(
        ("arguments", "status", "words"),
        [
            (["--pop3", "h"], 2, "Give the account one name: --name NAME."),
            (["a", "--name", "b", "--pop3", "h"], 2, "Give the account one name"),
            (["x"], 2, "--pop3: Enter a POP3 or an SMTP server."),
            (["x", "--smtp", ":25"], 2, "--smtp: Enter the SMTP server"),
            (["x", "--pop3", "h", "--timeout", "0"], 2, "--timeout: The time-out must be"),
            (["x", "--pop3", "h", "--password-env", "HOME"], 2, "add --user"),
            (
                ["x", "--pop3", "h", "--keep", "cloud"],
                2,
                "--keep cannot be cloud: choose from keyring, ask, file.",
            ),
            (ADA, 1, "There is an account named ada already."),
        ],
    )
    def test_what_cannot_be_saved(
        self, postroom: Postroom, home: Path, arguments: list[str], status: int, words: str
    ) -> None:
        postroom("accounts", "add", *ADA)
        said = postroom("accounts", "add", *arguments)
        assert (said.status, said.out) == (status, "")
        assert words in said.err
        assert len(saved(home)) == 1

    def test_a_file_that_cannot_be_written_is_told(self, postroom: Postroom, home: Path) -> None:
        home.write_text("no folder")
        said = postroom("accounts", "add", *ADA)
        assert said.status == 1
        assert "Not a directory" in said.err


class TestPasswords:
    def test_the_keyring_keeps_it(
        self, postroom: Postroom, monkeypatch: pytest.MonkeyPatch, fake_keyring: FakeKeyring
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        said = postroom("accounts", "add", *ADA, "--password-env", "PW")
        assert (said.status, said.err) == (0, "")
        assert fake_keyring.passwords == {("postroom", "ada/pop3"): "pencil"}

    def test_a_private_file_keeps_it_when_told_so(
        self, postroom: Postroom, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        monkeypatch.setenv("SPW", "quill")
        said = postroom(
            *("accounts", "add", *ADA, "--keep", "file", "--password-env", "PW"),
            *("--smtp-user", "countess", "--smtp-password-env", "SPW"),
        )
        assert (said.status, said.err) == (0, "")
        text = Folders.under(home).secrets_file.read_text()
        assert '"ada/pop3": "pencil"' in text
        assert '"ada/smtp": "quill"' in text
        assert "pencil" not in Folders.under(home).accounts_file.read_text()

    def test_without_a_keyring_it_says_that_nothing_keeps_it_and_what_to_do(
        self, postroom: Postroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        said = postroom("accounts", "add", *ADA, "--password-env", "PW")
        assert (said.status, said.out) == (0, "Added ada.\n")
        assert "This computer has no keyring that can be used." in said.err
        assert "postroom accounts edit ada --keep file --password-stdin" in said.err

    @pytest.mark.parametrize(("answer", "kept"), [("typed", {("postroom", "ada/pop3"): "typed"}), ("", {})])
    def test_on_a_terminal_it_is_asked_for(
        self,
        postroom: Postroom,
        monkeypatch: pytest.MonkeyPatch,
        fake_keyring: FakeKeyring,
        answer: str,
        kept: dict[Any, str],
    ) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda _: answer)
        assert postroom("accounts", "add", *ADA).status == 0
        assert fake_keyring.passwords == kept

    def test_who_wants_to_be_asked_each_time_is_not_asked_now(
        self, postroom: Postroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def asked(_: str) -> str:
            raise AssertionError

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", asked)
        assert postroom("accounts", "add", *ADA, "--keep", "ask").status == 0


class TestRemove:
    def test_an_account_goes_with_its_password(
        self, postroom: Postroom, home: Path, monkeypatch: pytest.MonkeyPatch, fake_keyring: FakeKeyring
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        postroom("accounts", "add", *ADA, "--password-env", "PW")
        postroom("accounts", "add", "bob", "--pop3", "h")
        said = postroom("accounts", "remove", "ada", "bob")
        assert (said.status, said.out) == (0, "Removed ada.\nRemoved bob.\n")
        assert (saved(home), fake_keyring.passwords) == ((), {})

    def test_twice_the_same_is_once(self, postroom: Postroom) -> None:
        postroom("accounts", "add", "bob", "--pop3", "h")
        said = postroom("accounts", "remove", "bob", "bob")
        assert (said.status, said.out, said.err) == (0, "Removed bob.\n", "")

    def test_a_password_that_may_remain_is_told(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "add", "bob", "--pop3", "h")
        Folders.under(home).secrets_file.write_text("not what we wrote")
        Folders.under(home).secrets_file.chmod(0o600)
        said = postroom("accounts", "remove", "bob")
        assert said.out == "Removed bob.\n"
        assert said.err.startswith("Its password may still be kept. The file of passwords ")

    def test_all_or_none(self, postroom: Postroom, home: Path) -> None:
        postroom("accounts", "add", *ADA)
        assert postroom("accounts", "remove", "ada", "eve").status == 2
        assert len(saved(home)) == 1

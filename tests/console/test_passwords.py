"""Where passwords come from, and that none comes from the arguments."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.console.passwords import Passwords, add_password_options, ask, logins, prompt
from postroom.console.usage import Parser, UsageError
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret

POP3, SMTP = Protocol.POP3, Protocol.SMTP
ADA = Account(name="ada", user="ada", pop3=Server("h"), smtp=Server())
OWN = replace(ADA, smtp_auth=SmtpAuth.OWN, smtp_user="countess")


def parse(*arguments: str) -> argparse.Namespace:
    parser = Parser("test", "")
    add_password_options(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody at a terminal who answers `hunter2`; gives the questions."""
    questions: list[str] = []

    def getpass(question: str) -> str:
        questions.append(question)
        return "hunter2"

    monkeypatch.setattr(sys, "stdin", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    monkeypatch.setattr("getpass.getpass", getpass)
    return questions


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("from stdin\nsecond line\n"))


def test_no_option_gives_no_password() -> None:
    given = Passwords(parse())
    assert (given.get(POP3), given.get(SMTP)) == (None, None)


def test_each_owner_has_sources_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PW", "from env")
    (tmp_path / "pw").write_bytes(b"\xef\xbb\xbffrom file\r\nsecond line\n")
    given = Passwords(parse("--password-env", "PW", "--smtp-password-file", str(tmp_path / "pw")))
    assert (given.get(POP3), given.get(SMTP)) == (Secret("from env"), Secret("from file"))


@pytest.mark.usefixtures("no_terminal")
def test_standard_input_gives_its_first_line() -> None:
    assert Passwords(parse("--password-stdin")).get(POP3) == Secret("from stdin")


def test_standard_input_on_a_terminal_is_not_shown(terminal: list[str]) -> None:
    assert Passwords(parse("--smtp-password-stdin")).get(SMTP) == Secret("hunter2")
    assert terminal == ["Password: "]


def test_blanks_belong_to_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", " a b \t")
    assert Passwords(parse("--password-env", "PW")).get(POP3) == Secret(" a b \t")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--password-env", "NOT_SET"], "--password-env: the variable NOT_SET is not set."),
        (["--smtp-password-env", "NOT_SET"], "--smtp-password-env: the variable NOT_SET is not set."),
        (["--password-env", "EMPTY"], "--password-env: the password is empty."),
        (["--password-env", "RAW"], "--password-env: the password is not UTF-8 text."),
        (["--password-file", "/no/such/file"], "--password-file: /no/such/file cannot be read: No such file"),
        (["--password-file", "{raw}"], "is not UTF-8 text."),
        (["--password-stdin", "--smtp-password-stdin"], "Standard input can hold one password only"),
        (
            ["--password-stdin", "--password-env", "PW"],
            "--password-env and --password-stdin exclude each other.",
        ),
    ],
)
def test_a_source_without_a_password_is_told(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMPTY", "\n")
    monkeypatch.setenv("RAW", "\udcff")
    (tmp_path / "raw").write_bytes(b"\xff")
    with pytest.raises(UsageError) as caught:
        Passwords(parse(*(argument.replace("{raw}", str(tmp_path / "raw")) for argument in arguments)))
    assert words in str(caught.value)


def test_a_password_needs_somebody_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", "pw")
    Passwords(parse("--password-env", "PW")).refuse_without_user(ADA)
    with pytest.raises(UsageError, match="add --user"):
        Passwords(parse("--password-env", "PW")).refuse_without_user(replace(ADA, user=""))
    with pytest.raises(UsageError, match="add --smtp-user"):
        Passwords(parse("--smtp-password-env", "PW")).refuse_without_user(ADA)


def test_sessions_with_one_user_need_one_password() -> None:
    assert logins(ADA, (POP3, SMTP)) == {POP3: POP3}
    assert logins(ADA, (SMTP,)) == {POP3: SMTP}
    assert logins(OWN, (POP3, SMTP)) == {POP3: POP3, SMTP: SMTP}
    assert logins(replace(ADA, user=""), (POP3, SMTP)) == {}


def test_on_a_terminal_the_password_is_asked_for(terminal: list[str]) -> None:
    assert ask(OWN, SMTP) == Secret("hunter2")
    assert terminal == ["Password of countess: "]


@pytest.mark.usefixtures("no_terminal")
def test_without_a_terminal_the_options_are_named() -> None:
    with pytest.raises(
        UsageError, match=r"The password of ada is not known\. Give it with --password-env VAR, "
    ):
        ask(ADA, SMTP)
    with pytest.raises(UsageError, match="--smtp-password-stdin"):
        ask(OWN, SMTP)


@pytest.mark.usefixtures("terminal")
def test_an_empty_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    with pytest.raises(UsageError, match="The password of ada is empty"):
        ask(ADA, POP3)


@pytest.mark.usefixtures("terminal")
def test_the_end_of_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", end)
    assert prompt("?") is None


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_what_comes_after_an_unanswered_question_stands_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: type[BaseException]
) -> None:
    def stop(_: str) -> str:
        raise end

    monkeypatch.setattr("getpass.getpass", stop)
    with contextlib.suppress(KeyboardInterrupt):
        prompt("?")
    assert capsys.readouterr().err == "\n"


def test_no_option_takes_a_password_itself() -> None:
    for option in ("--password", "--smtp-password"):
        with pytest.raises(UsageError, match="not understood here"):
            parse(option, "hunter2")

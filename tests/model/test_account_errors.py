"""Errors about accounts say what they are about."""

from __future__ import annotations

from postroom.model.account_errors import (
    AccountError,
    BadAccount,
    BrokenFile,
    DuplicateAccount,
    Problem,
    Severity,
    UnknownAccount,
)


def test_names_are_told() -> None:
    unknown, duplicate = UnknownAccount("ada"), DuplicateAccount("ada")
    assert (str(unknown), unknown.name) == ("There is no account named ada.", "ada")
    assert (str(duplicate), duplicate.name) == ("There is an account named ada already.", "ada")
    assert isinstance(unknown, LookupError)


def test_a_bad_account_tells_every_problem() -> None:
    problems = [Problem("name", Severity.ERROR, "No name."), Problem("timeout", Severity.ERROR, "Too long.")]
    bad = BadAccount("", problems)
    assert str(bad) == "No name. Too long."
    assert bad.problems == tuple(problems)
    assert isinstance(bad, AccountError)


def test_a_broken_file_is_an_os_error_with_its_line() -> None:
    broken = BrokenFile("/a/accounts.toml", 3, "This is not TOML.")
    assert str(broken) == "/a/accounts.toml, line 3: This is not TOML."
    assert isinstance(broken, OSError)
    assert str(BrokenFile("/a", None, "No.")) == "/a: No."

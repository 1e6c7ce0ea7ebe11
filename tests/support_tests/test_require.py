"""What is missing fails a test with the command that helps; nothing is skipped."""

from __future__ import annotations

import os

import pytest

from tests.support.require import require, require_root


def test_a_program_is_found_in_the_folders_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert require("dovecot", "dovecot-core").name == "dovecot"
    assert require("master", "postfix").name == "master"


def test_a_missing_program_fails_with_the_command_that_installs_it() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"apt-get install exim4 exim4-doc$"):
        require("no-such-program", "exim4", "exim4-doc")


def test_what_only_root_can_do_fails_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(pytest.fail.Exception, match="only root can start Postfix"):
        require_root("Postfix")

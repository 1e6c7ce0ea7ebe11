"""What the page says of passwords is about the account that is shown, however late a keyring answers."""

from __future__ import annotations

import asyncio

import pytest

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.endpoint import Protocol, Security
from postroom.model.secret import Secret
from tests.desktop.conftest import Open, until

pytestmark = pytest.mark.qt_loop_only


def account(name: str, auth: SmtpAuth) -> Account:
    server = Server("127.0.0.1", 1, Security.NONE)
    return Account(
        name=name,
        user=name,
        pop3=server,
        smtp=Server(),
        smtp_auth=auth,
        smtp_user=name if auth is SmtpAuth.OWN else "",
        keep_secret=KeepSecret.ASK,
    )


async def test_a_late_answer_about_another_account_is_not_shown(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = asyncio.Event()
    asked: list[tuple[str, Protocol]] = []

    async def slow(name: str, protocol: Protocol) -> Secret | None:
        asked.append((name, protocol))
        if name == "slow":
            await may_answer.wait()
        return Secret("paper") if name == "slow" else None

    monkeypatch.setattr(opened.engine, "secret", slow)
    opened.engine.add_account(account("slow", SmtpAuth.OWN))
    opened.engine.add_account(account("swift", SmtpAuth.SAME))
    await until(lambda: len(opened.window.sidebar.model.rows) == 2)
    opened.desk.presenter.choose("slow")
    opened.desk.page.settings.set_open(True)
    await until(lambda: ("slow", Protocol.POP3) in asked)
    opened.desk.presenter.choose("swift")
    opened.desk.page.settings.set_open(True)
    await until(lambda: ("swift", Protocol.POP3) in asked)
    form = opened.desk.page.settings.form
    fields = form.login.password.line, form.smtp_login.password.line
    await until(lambda: bool(fields[0].placeholderText()))
    said = [field.placeholderText() for field in fields]
    may_answer.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [field.placeholderText() for field in fields] == said

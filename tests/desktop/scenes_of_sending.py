"""The scenes of sending: the rules of an account, and what becomes of messages when the window is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from postroom.desktop.closing.closing import Closing
from postroom.desktop.closing.dialog import ClosingDialog
from postroom.engine.guests import Guest
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.closing import CloseAnswer
from postroom.model.endpoint import Security
from postroom.model.message import PENDING, MessageState
from postroom.model.ready_message import envelope_for
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_filter import Filter
from tests.desktop.scenes import Shown, success
from tests.support.answers import GREYLISTED
from tests.support.receiver import Receiver

MESSAGE: Final = b"From: ada@example.com\r\nTo: bob@example.org\r\nSubject: Tea\r\n\r\nAt five?\r\n"


async def sending(shown: Shown) -> None:
    """How an account sends, in the background through a spooler that takes nothing."""
    await success(shown)
    shown.desk.shown.edit_settings()
    form = shown.desk.page.settings.form
    form.show_spooler(False)
    form.sending.switch.setChecked(True)
    form.sending.pace.asynchronous.click()
    form.sending.pace.largest.setText("25MB")
    form.sending.pace.largest.edited.emit()
    shown.desk.page.settings.reveal(form.sending)


async def sending_narrow(shown: Shown) -> None:
    """A schedule that is none."""
    shown.window.resize(1024, 700)
    await sending(shown)
    form = shown.desk.page.settings.form
    form.show_spooler(True)
    form.sending.retry.retry.setText("1m, 5x, 1h*3")
    form.sending.retry.retry.edited.emit()


async def wait_for(condition: Callable[[], object], shown: Shown) -> None:
    while not condition():
        await shown.frames()


async def filled(
    shown: Shown, *, ready: int, deferred: int = 0, held: int = 0, rate: int | None = None
) -> Closing:
    """Fill the spool, which counts as one on the disk, and begin to close the window."""
    receiver = Receiver({"RCPT": [*[GREYLISTED] * deferred, None]} if deferred else None).__enter__()
    await success(shown)
    spooler = shown.engine.spooler
    server = Server("127.0.0.1", receiver.port, Security.NONE)
    rules = SendingRules(rate=rate)
    account = Account(name="ada", smtp=server, smtp_auth=SmtpAuth.OFF, sending=rules)
    shown.engine._guests.add(Guest(account))
    await wait_for(lambda: spooler.is_sender, shown)
    await submit(shown, deferred)
    await wait_for(lambda: spooler.counts.total([MessageState.DEFERRED]) == deferred, shown)
    await spooler.pause()
    await submit(shown, held)
    await wait_for(lambda: spooler.counts.total([MessageState.QUEUED]) == held, shown)
    await spooler.command(Matching(Filter(frozenset({MessageState.QUEUED}))), Command.HOLD)
    await submit(shown, ready)
    await wait_for(lambda: spooler.counts.total(PENDING) == ready + deferred + held, shown)
    spooler.folder = Path("spool")
    closing = Closing(shown.engine, shown.window)
    closing.begin()
    return closing


async def submit(shown: Shown, number: int) -> None:
    for _ in range(number):
        await shown.engine.submit("ada", envelope_for(MESSAGE), MESSAGE)


async def closing(shown: Shown) -> None:
    await filled(shown, ready=7, deferred=3, held=2)
    await wait_for(lambda: shown.window.findChildren(ClosingDialog), shown)


async def closing_answered(shown: Shown, answer: CloseAnswer) -> None:
    await closing(shown)
    (dialog,) = shown.window.findChildren(ClosingDialog)
    dialog.question.buttons[answer].click()
    await shown.frames()


async def closing_paused(shown: Shown) -> None:
    await closing_answered(shown, CloseAnswer.SEND)


async def closing_sending(shown: Shown) -> None:
    """Slowly enough to be seen."""
    await filled(shown, ready=12, rate=120)
    await wait_for(lambda: shown.window.findChildren(ClosingDialog), shown)
    (dialog,) = shown.window.findChildren(ClosingDialog)
    dialog.question.buttons[CloseAnswer.SEND].click()
    await shown.engine.spooler.resume()
    await wait_for(lambda: dialog.waiting.bar.value() > 4, shown)


async def closing_rest(shown: Shown) -> None:
    """What waits for a time of day is left."""
    await closing_answered(shown, CloseAnswer.SEND)
    (dialog,) = shown.window.findChildren(ClosingDialog)
    await shown.engine.spooler.resume()
    await wait_for(lambda: dialog.is_asking, shown)


SCENES: dict[str, Callable[[Shown], Awaitable[None]]] = {
    scene.__name__: scene
    for scene in (sending, sending_narrow, closing, closing_paused, closing_sending, closing_rest)
}

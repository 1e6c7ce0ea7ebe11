"""The scenes of sending: the rules of an account, and what becomes of messages when the window is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.desktop.scenes import Shown, success


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


SCENES: dict[str, Callable[[Shown], Awaitable[None]]] = {
    scene.__name__: scene for scene in (sending, sending_narrow)
}

"""Closing the window while messages wait, by real clicks, with a real spool and a real server."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from postroom.model.closing import CloseAnswer
from postroom.model.message import MessageState
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_filter import EVERYTHING
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from tests.desktop.closing.conftest import Closable
from tests.desktop.conftest import click, until
from tests.support.answers import GREYLISTED, Answer

pytestmark = pytest.mark.qt_loop_only

QUEUED, DEFERRED, HELD = MessageState.QUEUED, MessageState.DEFERRED, MessageState.HELD
SENT, DISCARDED = MessageState.SENT, MessageState.DISCARDED


async def test_nothing_is_asked_where_nothing_waits(closable: Closable) -> None:
    closable.opened.window.close()
    await until(lambda: closable.agreed)
    assert not closable.has_dialog


async def test_cancel_leaves_the_window_open(closable: Closable) -> None:
    await closable.submit(3)
    dialog = await closable.close()
    assert dialog.question.title.text() == "3 messages have not been sent."
    click(dialog.question.cancel)
    await until(lambda: not closable.has_dialog)
    assert closable.agreed == 0
    assert closable.opened.window.isVisible()
    assert closable.count(QUEUED) == 3
    await closable.close()


async def test_escape_cancels(closable: Closable) -> None:
    await closable.submit()
    QTest.keyClick(await closable.close(), Qt.Key.Key_Escape)
    await until(lambda: not closable.has_dialog)
    assert closable.agreed == 0


async def test_messages_are_kept(closable: Closable) -> None:
    await closable.submit(2)
    dialog = await closable.close()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: closable.agreed)
    assert closable.count(QUEUED) == 2
    assert closable.opened.engine.preferences.on_close is None


async def test_the_spooler_is_emptied_into_history(closable: Closable) -> None:
    await closable.submit(2)
    dialog = await closable.close()
    click(dialog.question.buttons[CloseAnswer.EMPTY])
    await until(lambda: closable.agreed)
    assert closable.count(QUEUED) == 0
    assert closable.count(DISCARDED) == 2
    assert closable.receiver.letters == []


async def test_messages_are_sent_first(closable: Closable) -> None:
    await closable.submit(3)
    dialog = await closable.close()
    click(dialog.question.buttons[CloseAnswer.SEND])
    await until(lambda: not closable.is_asking)
    waiting = closable.dialog.waiting
    await until(waiting.words.text)
    assert waiting.words.text() == "3 messages left"
    assert "paused" in waiting.reason.text()
    await closable.opened.engine.spooler.resume()
    await until(lambda: closable.agreed)
    assert len(closable.receiver.letters) == 3
    assert closable.count(SENT) == 3


async def test_waiting_can_be_stopped_and_another_answer_given(closable: Closable) -> None:
    await closable.submit(3)
    dialog = await closable.close()
    click(dialog.question.buttons[CloseAnswer.SEND])
    await until(lambda: not closable.is_asking)
    closable.opened.window.close()
    click(closable.dialog.waiting.stop)
    await until(lambda: closable.is_asking)
    assert closable.agreed == 0
    click(closable.dialog.question.buttons[CloseAnswer.KEEP])
    await until(lambda: closable.agreed)
    assert closable.count(QUEUED) == 3


async def test_closing_once_more_asks_once(closable: Closable) -> None:
    await closable.submit()
    dialog = await closable.close()
    closable.opened.window.close()
    assert closable.dialog is dialog
    click(dialog.question.cancel)
    await until(lambda: not closable.has_dialog)


async def test_the_question_follows_what_waits(closable: Closable) -> None:
    await closable.submit(2)
    dialog = await closable.close()
    await closable.submit()
    await until(lambda: dialog.question.title.text() == "3 messages have not been sent.")
    await closable.opened.engine.spooler.resume()
    await until(lambda: closable.agreed)
    assert len(closable.receiver.letters) == 3


async def test_held_messages_are_asked_about_too(closable: Closable) -> None:
    await closable.submit()
    await closable.opened.engine.spooler.command(Matching(EVERYTHING), Command.HOLD)
    dialog = await closable.close()
    assert dialog.question.facts.text() == "1 is held."
    assert not dialog.question.buttons[CloseAnswer.SEND].isVisible()
    click(dialog.question.buttons[CloseAnswer.EMPTY])
    await until(lambda: closable.agreed)
    assert closable.count(DISCARDED) == 1


class TestDeferred:
    @pytest.fixture
    def plan(self) -> dict[str, list[Answer | None]]:
        return {"RCPT": [GREYLISTED, None]}

    async def test_what_waits_for_a_time_of_day_is_asked_about_when_the_rest_is_gone(
        self, closable: Closable
    ) -> None:
        await closable.submit(3)
        dialog = await closable.close()
        click(dialog.question.buttons[CloseAnswer.SEND])
        await closable.opened.engine.spooler.resume()
        await until(lambda: closable.count(DEFERRED) == 1 and closable.is_asking)
        assert closable.count(SENT) == 2
        assert dialog.question.facts.text().startswith("1 waits for its next attempt at ")
        assert not dialog.question.buttons[CloseAnswer.SEND].isVisible()
        click(dialog.question.buttons[CloseAnswer.KEEP])
        await until(lambda: closable.agreed)
        assert closable.count(DEFERRED) == 1

    async def test_a_spool_that_cannot_be_read_holds_no_window(self, closable: Closable) -> None:
        await closable.submit()
        await closable.opened.engine.spooler.resume()
        await until(lambda: closable.count(DEFERRED) == 1)
        store = closable.opened.engine.spooler._store
        assert store is not None
        await store.close()
        closable.opened.window.close()
        await until(lambda: closable.agreed)


class TestAlways:
    @pytest.mark.parametrize("answer", [CloseAnswer.KEEP, CloseAnswer.EMPTY])
    async def test_an_answer_may_count_from_now_on(
        self, closable: Closable, home: Folders, answer: CloseAnswer
    ) -> None:
        await closable.submit()
        dialog = await closable.close()
        click(dialog.question.always)
        click(dialog.question.buttons[answer])
        await until(lambda: closable.agreed)
        assert Preferences.load(home).on_close is answer
        await closable.submit()
        closable.opened.window.close()
        await until(lambda: closable.agreed == 2)
        assert not closable.has_dialog
        assert closable.count(QUEUED) == (2 if answer is CloseAnswer.KEEP else 0)

    async def test_to_send_first_shows_how_far_it_is(self, closable: Closable) -> None:
        engine = closable.opened.engine
        engine.change_preferences(replace(engine.preferences, on_close=CloseAnswer.SEND))
        await closable.submit(2)
        closable.opened.window.close()
        await until(lambda: closable.has_dialog)
        assert not closable.is_asking
        await engine.spooler.resume()
        await until(lambda: closable.agreed)
        assert len(closable.receiver.letters) == 2

    async def test_an_answer_that_cannot_be_saved_is_asked_again(
        self, closable: Closable, home: Folders
    ) -> None:
        home.preferences_file.parent.mkdir(parents=True, exist_ok=True)
        home.preferences_file.write_text("this is not TOML")
        await closable.submit()
        dialog = await closable.close()
        click(dialog.question.always)
        click(dialog.question.buttons[CloseAnswer.EMPTY])
        await until(lambda: dialog.question.hint.words)
        assert dialog.question.hint.words.startswith("The answer could not be saved: ")
        assert closable.count(QUEUED) == 1
        click(dialog.question.buttons[CloseAnswer.KEEP])
        await until(lambda: closable.agreed)


class TestUnattended:
    @pytest.mark.parametrize(
        ("answer", "kept"),
        [(None, 0), (CloseAnswer.EMPTY, 0), (CloseAnswer.KEEP, 2), (CloseAnswer.SEND, 2)],
    )
    async def test_the_spooler_is_emptied_unless_something_else_was_said(
        self, closable: Closable, answer: CloseAnswer | None, kept: int
    ) -> None:
        engine = closable.opened.engine
        engine.change_preferences(replace(engine.preferences, on_close=answer))
        await closable.submit(2)
        closable.closing.end_session()
        assert closable.agreed == 1
        assert not closable.closing.is_attended
        await closable.closing.empty_unattended()
        assert closable.count(QUEUED) == kept
        assert closable.count(DISCARDED) == 2 - kept

    async def test_a_question_that_is_open_ends(self, closable: Closable) -> None:
        await closable.submit()
        await closable.close()
        closable.closing.end_session()
        await closable.closing.empty_unattended()
        await until(lambda: not closable.has_dialog)
        assert closable.count(DISCARDED) == 1

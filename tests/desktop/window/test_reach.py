"""Everything can be reached by keyboard, and everything has a name for those who do not see it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from postroom.desktop.window.actions import Act, specs
from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.spool_message import MessageDetail
from tests.desktop.conftest import Open, until
from tests.desktop.window.test_window import add

pytestmark = pytest.mark.qt_loop_only

INPUTS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QTabBar)


def inputs(opened: Open) -> list[QWidget]:
    """What takes keys or clicks, apart from the inner parts of Qt's own widgets."""
    return [
        widget
        for widget in opened.window.findChildren(QWidget)
        if isinstance(widget, INPUTS)
        and not isinstance(widget.parent(), QComboBox | QLineEdit | QAbstractScrollArea | QTabBar)
        and not widget.inherits("QComboBoxListView")
        and not widget.objectName().startswith("qt_")
    ]


def mnemonics(widgets: list[QWidget]) -> Counter[str]:
    texts = [w.text() for w in widgets if isinstance(w, QAbstractButton | QLabel) and w.isVisible()]
    texts += [
        w.tabText(n) for w in widgets if isinstance(w, QTabBar) and w.isVisible() for n in range(w.count())
    ]
    return Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", ""))


async def test_every_input_has_a_name(opened: Open) -> None:
    await add(opened, "ada")
    nameless = []
    for widget in inputs(opened):
        face = QAccessible.queryAccessibleInterface(widget)
        if not face.text(QAccessible.Text.Name).strip():
            nameless.append(
                f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
            )
    assert not nameless


async def test_every_input_takes_the_focus(opened: Open) -> None:
    await add(opened, "ada")
    deaf = [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in inputs(opened)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget is not opened.desk.palette.view
    ]
    assert not deaf


@pytest.mark.parametrize("settings", [False, True])
async def test_no_mnemonic_is_there_twice(opened: Open, settings: bool) -> None:
    await add(opened, "ada")
    opened.window.resize(1240, 1000)
    opened.desk.page.settings.set_open(settings)
    opened.desk.page.settings.form.more.setChecked(settings)
    found = mnemonics(opened.window.findChildren(QWidget))
    assert {letter: count for letter, count in found.items() if count > 1} == {}


def test_no_shortcut_is_there_twice() -> None:
    keys = Counter(spec.keys for spec in specs().values() if spec.keys)
    assert max(keys.values()) == 1
    assert set(specs()) == set(Act)


async def test_every_action_leads_somewhere(opened: Open) -> None:
    for act in Act:
        assert opened.window.actions_[act].receivers("2triggered(bool)") > 0, act


async def test_the_smallest_window_cuts_nothing_off(opened: Open) -> None:
    await add(opened, "ada")
    opened.window.resize(1024, 700)
    right = opened.window.width()
    cut = [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in inputs(opened)
        if widget.isVisible() and widget.mapTo(opened.window, widget.rect().bottomRight()).x() >= right
    ]
    assert opened.window.minimumSizeHint().width() <= 1024
    assert not cut


async def test_the_spooler_can_be_reached_too(opened: Open) -> None:
    await add(opened, "ada")
    opened.window.resize(1024, 700)
    opened.window.actions_[Act.SPOOLER].trigger()
    page = opened.desk.spool.page
    page.pane.show_message(*await explained(opened))
    await until(page.pane.tabs.isVisible)
    here = [widget for widget in inputs(opened) if page.isAncestorOf(widget)]
    assert len(here) > 20
    faces = {widget: QAccessible.queryAccessibleInterface(widget) for widget in here}
    assert [w for w, face in faces.items() if not face.text(QAccessible.Text.Name).strip()] == []
    assert [w for w in here if not w.focusPolicy() & Qt.FocusPolicy.TabFocus] == []
    found = mnemonics(opened.window.findChildren(QWidget))
    assert {letter: count for letter, count in found.items() if count > 1} == {}
    right = opened.window.width()
    cut = [w for w in here if w.isVisible() and w.mapTo(opened.window, w.rect().bottomRight()).x() >= right]
    assert cut == []
    assert opened.window.minimumSizeHint().width() <= 1024


async def explained(opened: Open) -> tuple[MessageDetail, str]:
    """Give a message that waits, and why."""
    await until(lambda: opened.engine.spooler.is_open)
    await opened.engine.spooler.pause()
    envelope = Envelope(None, (Recipient(parse_address("bob@example.com")),), 0)
    number = (await opened.engine.submit("ada", envelope, b"Subject: Hello\r\n\r\n")).id
    return await opened.engine.spooler.message(number), await opened.engine.spooler.explain(number)

"""The account form, shown, and the drafts that it tells of."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from postroom.desktop.form.account_form import AccountForm
from postroom.desktop.form.draft import Draft, draft_of
from tests.desktop.samples import ACCOUNT


@pytest.fixture
def height() -> int:
    """Give the height of the form; a test module may have its own."""
    return 700


@pytest.fixture
def form(qtbot: QtBot, height: int) -> AccountForm:
    form = AccountForm()
    qtbot.addWidget(form)
    form.resize(760, height)
    form.show_draft(draft_of(ACCOUNT), is_new=False, edited=False)
    form.show()
    return form


@pytest.fixture
def drafts(form: AccountForm) -> list[Draft]:
    heard: list[Draft] = []
    form.edited.connect(heard.append)
    return heard

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.desktop.certificate.words import toggle_meaning
from postroom.desktop.form.account_form import AccountForm
from postroom.desktop.form.draft import Draft, draft_of
from postroom.model.account_fields import Field
from postroom.model.endpoint import Protocol
from postroom.model.trust import Toggle
from tests.desktop.conftest import click
from tests.desktop.samples import ACCOUNT

POP3, SMTP = Protocol.POP3, Protocol.SMTP
LENIENT = replace(ACCOUNT, ignore_incoming=frozenset({Toggle.EXPIRED, Toggle.NAME}))


@pytest.fixture
def form(form: AccountForm) -> AccountForm:
    form.focus_ignored()
    return form


@pytest.fixture
def height() -> int:
    return 900


def test_each_direction_has_toggles_of_its_own(form: AccountForm, drafts: list[Draft]) -> None:
    click(form.ignore.grid.editors[POP3].boxes[Toggle.EXPIRED])
    click(form.ignore.grid.editors[SMTP].boxes[Toggle.WEAK])
    account = drafts[-1].account()
    assert account.ignore_incoming == {Toggle.EXPIRED}
    assert account.ignore_outgoing == {Toggle.WEAK}
    assert form.ignore.switch.text().endswith("let pass: Expired, Too weak")


def test_what_is_saved_is_shown_at_once(form: AccountForm) -> None:
    form.ignore.switch.setChecked(False)
    form.show_draft(draft_of(LENIENT), is_new=False, edited=False)
    assert form.ignore.grid.isVisible()
    assert form.ignore.grid.editors[POP3].chosen == LENIENT.ignore_incoming
    assert form.ignore.grid.editors[SMTP].chosen == frozenset()


def test_a_toggle_that_lets_anybody_in_is_warned_of(form: AccountForm, drafts: list[Draft]) -> None:
    assert "An exception is safer" in form.ignore.hint.words
    click(form.ignore.grid.editors[POP3].boxes[Toggle.UNKNOWN_AUTHORITY])
    assert form.ignore.hint.words == "With this, anybody can pose as this server."


def test_the_toggle_for_everything_makes_the_others_needless(form: AccountForm, drafts: list[Draft]) -> None:
    editor = form.ignore.grid.editors[POP3]
    click(editor.boxes[Toggle.ANY])
    assert not editor.boxes[Toggle.NAME].isEnabled()
    assert drafts[-1].account().ignore_incoming == {Toggle.ANY}
    click(editor.boxes[Toggle.ANY])
    assert editor.boxes[Toggle.NAME].isEnabled()
    assert Field.POP3_IGNORE not in drafts[-1].values


def test_the_toggles_of_a_server_that_is_not_there_are_kept_and_not_saved(
    form: AccountForm, drafts: list[Draft]
) -> None:
    form.show_draft(draft_of(LENIENT), is_new=False, edited=False)
    click(form.servers[POP3].present)
    assert Field.POP3_IGNORE not in drafts[-1].values
    assert not form.ignore.grid.editors[POP3].boxes[Toggle.NAME].isVisible()
    click(form.servers[POP3].present)
    assert drafts[-1].account().ignore_incoming == LENIENT.ignore_incoming


def test_each_toggle_says_what_it_means(form: AccountForm) -> None:
    assert len({toggle_meaning(toggle) for toggle in Toggle}) == len(Toggle)
    boxes = form.ignore.grid.editors[SMTP].boxes
    assert all(box.accessibleName().startswith("SMTP: let pass: ") for box in boxes.values())
    assert all(box.accessibleDescription() for box in boxes.values())

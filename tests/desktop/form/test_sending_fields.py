from __future__ import annotations

from datetime import timedelta

from PySide6.QtTest import QTest

from postroom.desktop.form.account_form import AccountForm
from postroom.desktop.form.draft import Draft, draft_of, new_draft
from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.endpoint import Protocol
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from tests.desktop.conftest import click, fill_in
from tests.desktop.samples import ACCOUNT
from tests.model.samples import FULL_ACCOUNT

DISABLED = "The spooler is disabled: messages of this account are refused until it is enabled."


def test_one_line_says_how_an_account_sends(form: AccountForm) -> None:
    sending = form.sending
    assert sending.switch.text() == "Sending: at once"
    assert not sending.pace.isVisible()
    click(sending.switch)
    click(sending.pace.asynchronous)
    assert sending.switch.text() == "Sending: in the background"


def test_every_rule_is_entered_and_read(form: AccountForm, drafts: list[Draft]) -> None:
    sending = form.sending
    click(sending.switch)
    click(sending.pace.asynchronous)
    fill_in(sending.pace.connections, "8")
    fill_in(sending.pace.messages, "20")
    fill_in(sending.pace.rate, "600")
    fill_in(sending.pace.largest, "25 MB")
    fill_in(sending.retry.retry, "2m, 1h*3")
    fill_in(sending.retry.expiry, "3d")
    sending.retry.uncertain.choose(UncertainPolicy.SENT.value)
    sending.retry.uncertain.activated.emit(2)
    assert drafts[-1].account().sending == SendingRules(
        asynchronous=True,
        connections=8,
        messages_per_connection=20,
        rate=600,
        size_limit=25_000_000,
        retry=RetryPolicy(Schedule.parse("2m, 1h*3"), timedelta(days=3)),
        uncertain=UncertainPolicy.SENT,
    )


def test_what_is_saved_is_shown(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(draft_of(FULL_ACCOUNT), is_new=False, edited=False)
    assert form.sending.pace.largest.text() == "25MB"
    assert form.sending.retry.retry.text() == "2m, 1h*3"
    fill_in(form.login.user, "bob")
    assert drafts[-1].account().sending == FULL_ACCOUNT.sending


def test_a_disabled_spooler_is_told_at_once(form: AccountForm) -> None:
    form.show_spooler(False)
    sending = form.sending
    click(sending.switch)
    assert sending.pace.hint.words == ""
    click(sending.pace.asynchronous)
    assert sending.pace.hint.words == DISABLED
    assert sending.switch.text() == "Sending: in the background, but the spooler is disabled"
    form.show_spooler(True)
    assert sending.pace.hint.words == ""


def test_what_was_found_elsewhere_stays_until_something_is_edited(form: AccountForm) -> None:
    form.show_problem(Problem(Field.NAME, Severity.ERROR, "There is an account named ada already."))
    form.show_spooler(False)
    assert form.login.hint.words == "There is an account named ada already."
    fill_in(form.login.user, "bob")
    assert form.login.hint.words == ""


def test_a_disabled_spooler_is_told_to_who_enters_a_new_account(form: AccountForm) -> None:
    form.show_draft(new_draft(), is_new=True, edited=True)
    form.show_spooler(False)
    click(form.sending.switch)
    click(form.sending.pace.asynchronous)
    assert form.sending.pace.hint.words == DISABLED


def test_the_dates_of_a_schedule_follow_as_one_types(form: AccountForm) -> None:
    retry = form.sending.retry
    click(form.sending.switch)
    assert retry.hint.words.startswith("Queued now, a message is tried at ")
    usual = retry.hint.words
    fill_in(retry.retry, "4h")
    assert retry.hint.words.startswith("Queued now")
    assert retry.hint.words != usual
    QTest.keyClicks(retry.retry, ", soon")
    assert retry.hint.words.startswith("At character 5: soon is no time.")
    assert retry.retry.property("problem") == "error"
    fill_in(retry.retry, "4h")
    fill_in(retry.expiry, "1h")
    assert "A server that is down for a day" in retry.hint.words
    assert retry.expiry.property("problem") == "warning"


def test_a_number_that_cannot_be_is_told(form: AccountForm) -> None:
    click(form.sending.switch)
    fill_in(form.sending.pace.connections, "65")
    assert form.sending.pace.hint.words == "There can be 1 to 64 connections."
    fill_in(form.sending.pace.connections, "9" * 400)
    assert form.sending.pace.hint.words == "There can be 1 to 64 connections."
    fill_in(form.sending.pace.connections, "many")
    assert form.sending.pace.hint.words == "many is no whole number."


def test_a_hidden_rule_that_is_wrong_is_shown(form: AccountForm) -> None:
    form.show_draft(Draft({**draft_of(ACCOUNT).values, Field.RATE: "0"}), is_new=False, edited=True)
    assert not form.sending.pace.isVisible()
    form.show_all_problems()
    assert form.sending.pace.isVisible()
    assert form.focusWidget() is form.sending.pace.rate


def test_without_an_smtp_server_there_is_nothing_to_say(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(draft_of(FULL_ACCOUNT), is_new=False, edited=False)
    click(form.servers[Protocol.SMTP].present)
    assert not form.sending.isVisible()
    assert drafts[-1].account().sending == SendingRules()


def test_whatever_is_entered_the_form_stays_as_wide_as_it_is(form: AccountForm) -> None:
    click(form.sending.switch)
    narrowest = form.minimumSizeHint().width()
    for field in (form.sending.pace.connections, form.sending.pace.largest, form.sending.retry.retry):
        field.setText("9x" * 2_000)
        field.textEdited.emit(field.text())
        assert field.property("problem") == "error"
    assert form.minimumSizeHint().width() == narrowest


def test_no_repeating_is_offered_for_the_end(form: AccountForm) -> None:
    click(form.sending.switch)
    fill_in(form.sending.retry.expiry, "never")
    assert form.sending.retry.hint.words == ("never is no time. Write a number and s, m, h or d, such as 5d.")

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from postroom.desktop.form.account_form import AccountForm
from postroom.desktop.form.draft import Draft, draft_of, new_draft
from postroom.model.account import SmtpAuth
from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.endpoint import Protocol, Security
from postroom.model.secret import Secret
from tests.desktop.form.test_draft import FULL
from tests.desktop.samples import ACCOUNT

POP3, SMTP = Protocol.POP3, Protocol.SMTP


@pytest.fixture
def height() -> int:
    return 500  # less than it needs


def retype(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def pick(form: AccountForm, protocol: Protocol, security: Security) -> None:
    """Choose a security by the keys that one would use."""
    combo = form.servers[protocol].security
    QTest.keyClicks(combo, security.name[0:2])
    combo.activated.emit(combo.currentIndex())


def test_every_value_of_an_account_is_shown_and_read_back(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(draft_of(FULL), is_new=False, edited=False)
    retype(form.login.name, "renamed")
    account = drafts[-1].account()
    assert account.name == "renamed"
    assert drafts[-1].values == {
        **draft_of(FULL).values,
        Field.NAME: "renamed",
        Field.POP3_PORT: "1110",
        Field.SMTP_PORT: "2525",
        Field.TIMEOUT: "12.5",
    }


def test_the_port_offers_what_is_usual_for_the_security(form: AccountForm) -> None:
    port = form.servers[POP3].port
    assert port.placeholderText() == "995"
    pick(form, POP3, Security.NONE)
    assert (port.text(), port.placeholderText()) == ("", "110")


def test_a_port_that_was_typed_is_never_overwritten(form: AccountForm, drafts: list[Draft]) -> None:
    retype(form.servers[SMTP].port, "2525")
    pick(form, SMTP, Security.TLS)
    assert form.servers[SMTP].port.text() == "2525"
    assert drafts[-1].values[Field.SMTP_PORT] == "2525"


def test_an_odd_pair_is_pointed_out_beside_the_port(form: AccountForm) -> None:
    retype(form.servers[SMTP].port, "465")
    assert form.servers[SMTP].hint.words == "Port 465 usually speaks TLS from the first byte."
    assert form.servers[SMTP].port.property("problem") == "warning"
    pick(form, SMTP, Security.TLS)
    assert form.servers[SMTP].hint.words == ""
    assert form.servers[SMTP].port.property("problem") == ""


def test_a_wrong_host_is_told_while_one_types(form: AccountForm) -> None:
    retype(form.servers[POP3].host, "https://pop.example.com/")
    assert "is a web address" in form.servers[POP3].hint.words
    assert form.servers[POP3].host.property("problem") == "error"
    retype(form.servers[POP3].host, "pop.example.com")
    assert form.servers[POP3].hint.words == ""


def test_the_smtp_host_shows_the_inherited_one_in_grey(form: AccountForm) -> None:
    assert form.servers[SMTP].host.text() == ""
    assert form.servers[SMTP].host.placeholderText() == "pop.example.com"
    retype(form.servers[POP3].host, "mail.example.org")
    assert form.servers[SMTP].host.placeholderText() == "mail.example.org"


def test_a_server_can_be_left_out(form: AccountForm, drafts: list[Draft]) -> None:
    form.servers[SMTP].present.click()
    assert drafts[-1].account().smtp is None
    assert not form.smtp_login.isVisibleTo(form)
    form.servers[POP3].present.click()
    assert "Enter a POP3 or an SMTP server." in [problem.sentence for problem in drafts[-1].problems()]


def test_a_new_account_is_not_blamed_before_it_is_entered(form: AccountForm) -> None:
    form.show_draft(new_draft(), is_new=True, edited=True)
    assert {group.hint.words for group in form._groups} == {"", form.sending.retry.remark}
    form.show_all_problems()
    assert form.login.hint.words == "Give the account a name."
    assert form.servers[POP3].hint.words == "Enter the name or the address of a server."
    assert form.login.name.hasFocus() or form.focusWidget() is form.login.name


def test_a_new_account_takes_the_users_name(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(new_draft(), is_new=True, edited=True)
    QTest.keyClicks(form.login.user, "ada@example.com")
    assert form.login.name.placeholderText() == "ada@example.com"
    assert drafts[-1].account().name == "ada@example.com"


def test_smtp_may_log_in_by_its_own(form: AccountForm, drafts: list[Draft]) -> None:
    auth = form.smtp_login.auth
    assert not form.smtp_login.user.isVisibleTo(form)
    auth.choose(SmtpAuth.OWN.value)
    auth.activated.emit(auth.currentIndex())
    assert form.smtp_login.user.isVisibleTo(form)
    QTest.keyClicks(form.smtp_login.user, "mailer")
    QTest.keyClicks(form.smtp_login.password.line, "own secret")
    assert drafts[-1].account().smtp_user == "mailer"
    assert drafts[-1].secrets == {SMTP: Secret("own secret")}
    form.focus_password(SMTP)
    assert form.focusWidget() is form.smtp_login.password.line


def test_a_password_is_hidden_until_it_is_revealed(form: AccountForm, drafts: list[Draft]) -> None:
    password = form.login.password
    QTest.keyClicks(password.line, "correct horse")
    assert password.line.echoMode() is QLineEdit.EchoMode.Password
    QTest.mouseClick(password.reveal, Qt.MouseButton.LeftButton)
    assert password.line.echoMode() is QLineEdit.EchoMode.Normal
    assert drafts[-1].secrets == {POP3: Secret("correct horse")}
    form.show_draft(drafts[-1], is_new=False, edited=True)
    assert password.line.echoMode() is QLineEdit.EchoMode.Password
    assert password.line.text() == "correct horse"


def test_a_kept_password_is_not_shown(form: AccountForm) -> None:
    form.say_where_kept(POP3, "saved, and not shown")
    assert form.login.password.line.text() == ""
    assert form.login.password.line.placeholderText() == "saved, and not shown"


def test_keeping_a_password_in_a_file_is_explained(form: AccountForm) -> None:
    form.login.keep.choose("file")
    form.login.keep.activated.emit(form.login.keep.currentIndex())
    assert form.login.hint.words == "Whoever can read your files can read this password."


@pytest.mark.parametrize(("is_new", "heard"), [(False, ["apply"]), (True, ["start"])])
def test_enter_does_the_obvious(form: AccountForm, is_new: bool, heard: list[str]) -> None:
    done: list[str] = []
    form.apply_wanted.connect(lambda: done.append("apply"))
    form.apply_and_start_wanted.connect(lambda: done.append("start"))
    form.show_draft(draft_of(ACCOUNT), is_new=is_new, edited=True)
    QTest.keyClick(form.login.user, Qt.Key.Key_Return)
    assert done == heard


def test_there_is_nothing_to_apply_before_something_is_edited(form: AccountForm) -> None:
    assert not form.apply_button.isEnabled()
    assert not form.restore_button.isEnabled()
    form.show_edited(True)
    assert form.apply_button.isEnabled()


def test_a_problem_from_elsewhere_is_told_beside_its_field(form: AccountForm) -> None:
    form.show_problem(Problem(Field.NAME, Severity.ERROR, "There is an account named ada already."))
    assert form.login.hint.words == "There is an account named ada already."


def test_a_hidden_field_with_a_problem_is_shown(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(Draft({**draft_of(ACCOUNT).values, Field.TIMEOUT: "9999"}), is_new=False, edited=True)
    assert not form.advanced.isVisibleTo(form)
    form.show_all_problems()
    assert form.advanced.isVisibleTo(form)
    assert form.advanced.hint.words == "The time-out must be between 1 and 600 seconds."


def test_authorities_are_chosen_without_holding_anything_up(form: AccountForm, drafts: list[Draft]) -> None:
    form.more.click()
    form.advanced.authorities.browse.click()
    dialog = form.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit(["/a.pem", "/b.pem"])
    dialog.reject()
    assert drafts[-1].values[Field.CA_FILES] == ("/a.pem", "/b.pem")


def test_a_value_of_the_file_that_is_not_offered_is_kept(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(Draft({**draft_of(ACCOUNT).values, Field.MECHANISM: "ntlm"}), is_new=False, edited=False)
    retype(form.login.user, "bob")
    assert drafts[-1].values[Field.MECHANISM] == "ntlm"


def test_the_port_says_what_it_means_where_it_decides(form: AccountForm) -> None:
    fields = form.servers[POP3]
    fields.security.choose(None)
    retype(fields.port, "995")
    assert fields.security.toolTip() == "Port 995 means: TLS."
    retype(fields.port, "x")
    assert fields.security.toolTip().startswith("465, 993 and 995 mean TLS")


def test_everything_is_reached_by_tab_in_the_order_of_the_eye(form: AccountForm) -> None:
    form.more.click()
    order: list[QWidget] = []
    form.login.name.setFocus()
    widget: QWidget | None = form.login.name
    while widget is not None and widget not in order:
        order.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        widget = form.focusWidget()
    wanted = [
        form.login.name,
        form.login.user,
        form.login.password.line,
        form.login.keep,
        form.servers[POP3].host,
        form.servers[POP3].port,
        form.servers[SMTP].host,
        form.servers[SMTP].port,
        form.smtp_login.auth,
        form.advanced.mechanism,
        form.advanced.clear,
    ]
    places = [order.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_every_field_that_is_wrong_is_told(form: AccountForm) -> None:
    retype(form.servers[POP3].host, "https://pop.example.com")
    retype(form.servers[POP3].port, "99999")
    words = form.servers[POP3].hint.words
    assert "is a web address" in words
    assert "99999 is not a port" in words


def test_the_name_of_a_new_account_follows_its_user(form: AccountForm, drafts: list[Draft]) -> None:
    form.show_draft(new_draft(), is_new=True, edited=False)
    retype(form.login.user, "ada")
    form.show_draft(drafts[-1], is_new=True, edited=True)
    assert form.login.name.text() == ""
    retype(form.login.user, "bob")
    assert drafts[-1].account().name == "bob"

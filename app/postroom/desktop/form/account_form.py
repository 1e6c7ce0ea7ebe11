"""The form of an account. It shows a draft, tells every change of it, and what is wrong with it beside the fields."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.form.advanced_fields import AdvancedFields
from postroom.desktop.form.draft import Draft
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.ignore_fields import IgnoreFields
from postroom.desktop.form.login_fields import LoginFields
from postroom.desktop.form.problems import ProblemTeller
from postroom.desktop.form.sending_fields import SendingFields
from postroom.desktop.form.server_fields import ServerFields
from postroom.desktop.form.smtp_login import SmtpLogin
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.kind import set_kind
from postroom.model.account_errors import Problem
from postroom.model.account_fields import Field, Value
from postroom.model.endpoint import Protocol
from postroom.model.text import say


class AccountForm(QWidget):
    """Shows and edits a `Draft`. It asks to apply and to restore, and does neither itself."""

    edited = Signal(object)
    """The `Draft` as it stands now."""
    apply_wanted = Signal()
    apply_and_start_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.login = LoginFields()
        self.servers = {protocol: ServerFields(protocol) for protocol in Protocol}
        self.smtp_login = SmtpLogin()
        self.sending = SendingFields()
        self.advanced = AdvancedFields()
        self.ignore = IgnoreFields()
        self.more = QToolButton()
        self.apply_button = QPushButton()
        self.start_button = QPushButton(say("&Add and start"))
        self.restore_button = QPushButton()
        self._groups: tuple[FieldGroup, ...] = (
            self.login,
            *self.servers.values(),
            self.smtp_login,
            *self.sending.groups,
            self.advanced,
            self.ignore,
        )
        self._teller = ProblemTeller(self._groups)
        self._of_smtp = (self.smtp_login, *self.sending.groups)
        self._draft = Draft({})
        self._found: tuple[Problem, ...] = ()
        self._is_new = False
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        for group in self._groups:
            group.edited.connect(self._tell)
        self.more.toggled.connect(self._show_advanced)
        self.apply_button.clicked.connect(self.apply_wanted)
        self.start_button.clicked.connect(self.apply_and_start_wanted)
        self.restore_button.clicked.connect(self.restore_wanted)

    def _lay_out(self) -> None:
        servers = QHBoxLayout()
        servers.setSpacing(24)
        for fields in self.servers.values():
            servers.addWidget(fields, 1)
        self.more.setText(say("Ad&vanced"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setObjectName("disclosure")
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_kind(self.start_button, "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        for button in (self.restore_button, self.apply_button, self.start_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.login)
        layout.addLayout(servers)
        layout.addWidget(self.smtp_login)
        layout.addWidget(self.sending)
        layout.addWidget(self.advanced)
        layout.addWidget(self.ignore)
        layout.addLayout(buttons)
        self._show_advanced(False)

    def show_draft(self, draft: Draft, *, is_new: bool, edited: bool) -> None:
        """Show `draft`; problems of a new one are told only where somebody has been."""
        self._draft = draft
        self._found = ()
        self._is_new = is_new
        self._teller.begin(() if is_new else Field)
        self.more.setChecked(self.more.isChecked() and not is_new)
        for group in self._groups:
            group.write(draft.values)
        self.sending.switch.setChecked(self.sending.switch.isChecked() and not is_new)
        for protocol in Protocol:
            self.say_where_kept(protocol, "")
        self.login.password.write(draft.secrets.get(Protocol.POP3))
        self.smtp_login.password.write(draft.secrets.get(Protocol.SMTP))
        self.apply_button.setText(say("A&dd only") if is_new else say("&Apply"))
        self.restore_button.setText(say("Discard") if is_new else say("Resto&re"))
        self.start_button.setVisible(is_new)
        set_kind(self.apply_button, "" if is_new else "primary")
        self._refresh()
        self.show_edited(edited)

    def show_edited(self, edited: bool) -> None:
        """Show whether there is anything to apply."""
        self.apply_button.setEnabled(edited or self._is_new)
        self.restore_button.setEnabled(edited or self._is_new)

    def say_where_kept(self, protocol: Protocol, words: str) -> None:
        """Say, in grey, where the password of `protocol` is kept."""
        (self.login if protocol is Protocol.POP3 else self.smtp_login).password.say_kept(words)

    def show_all_problems(self) -> None:
        """Tell every problem, as after an attempt to apply, and go to the first that forbids it."""
        self._teller.touch(Field)
        problems = self._problems
        self._teller.tell(problems)
        found = self._teller.first_error(problems)
        if found is not None:
            group, editor = found
            self.more.setChecked(self.more.isChecked() or group is self.advanced)
            self.sending.switch.setChecked(self.sending.switch.isChecked() or group in self.sending.groups)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: Problem) -> None:
        """Tell a problem that the draft alone does not show, until something is edited."""
        self._teller.touch([Field(problem.field)])
        self._found = (problem,)
        self._teller.tell(self._problems)

    def show_spooler(self, accepts: bool | None) -> None:
        """Note whether the spooler takes messages, which counts for those who send in the background."""
        if self.sending.show_spooler(accepts):
            self._refresh()

    def focus_password(self, protocol: Protocol) -> None:
        """Let one type the password with which `protocol` logs in."""
        own = protocol is Protocol.SMTP and self.smtp_login.password.isVisibleTo(self)
        line = (self.smtp_login if own else self.login).password.line
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def focus_ignored(self) -> None:
        """Let one change what may pass of certificates."""
        self.more.setChecked(True)
        self.ignore.switch.setChecked(True)
        self.ignore.switch.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self._is_new:
            self.apply_and_start_wanted.emit()
        else:
            self.apply_wanted.emit()

    @property
    def _present(self) -> frozenset[Protocol]:
        return frozenset(protocol for protocol, server in self.servers.items() if server.present.isChecked())

    @property
    def _problems(self) -> tuple[Problem, ...]:
        return *self._found, *self._draft.problems(), *self.sending.problems

    def _read(self) -> Draft:
        self.ignore.offer(self._present)
        values: dict[Field, Value] = {}
        for group in self._groups:
            if group not in self._of_smtp or self.servers[Protocol.SMTP].present.isChecked():
                values |= group.read()
        passwords = {Protocol.POP3: self.login.password, Protocol.SMTP: self.smtp_login.password}
        typed = {protocol: field.read() for protocol, field in passwords.items()}
        return Draft(values, {protocol: secret for protocol, secret in typed.items() if secret is not None})

    @Slot()
    def _tell(self) -> None:
        self._found = ()
        old, self._draft = self._draft.values, self._read()
        new = self._draft.values
        self._teller.touch(field for field in {*old, *new} if old.get(field) != new.get(field))
        self._refresh()
        self.edited.emit(self._draft)

    def _refresh(self) -> None:
        smtp = self.servers[Protocol.SMTP]
        smtp.inherit(str(self._draft.values.get(Field.POP3_HOST, "")))
        for part in (self.smtp_login, self.sending):
            part.setVisible(smtp.present.isChecked())
        self.sending.refresh()
        self.ignore.offer(self._present)
        self._teller.tell(self._problems)

    @Slot(bool)
    def _show_advanced(self, shown: bool) -> None:
        self.advanced.setVisible(shown)
        self.ignore.setVisible(shown)
        self.more.setIcon(qicon(Icon.CHEVRON_DOWN if shown else Icon.CHEVRON_RIGHT))

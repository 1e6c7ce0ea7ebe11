from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from postroom.desktop.accounts.model import ROW, SEARCH, AccountsModel
from postroom.desktop.accounts.row import NEW, AccountRow, never_started, row_of
from postroom.desktop.look.icons import Icon
from postroom.desktop.parts.row_changes import spans
from postroom.model.endpoint import Protocol
from tests.desktop import samples


def rows(*names: str) -> list[AccountRow]:
    return [AccountRow(name) for name in names]


@pytest.fixture
def model(qtmodeltester: ModelTester) -> AccountsModel:
    model = AccountsModel()
    model.show(rows("ada", "bob", "eve"))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    return model


def names(model: AccountsModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_accounts_come_go_and_move_in_place(model: AccountsModel) -> None:
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    for wanted in (["eve", "ada"], ["ada", "dan", "eve", "bob"], [], ["zoe", "ada"]):
        model.show(rows(*wanted))
        assert names(model) == wanted
        assert [model.place_of(name) for name in wanted] == list(range(len(wanted)))
    assert not resets


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=6))
def test_any_order_follows_any_other(orders: list[list[str]]) -> None:
    model = AccountsModel()
    for order in orders:
        model.show(rows(*order))
        assert [row.name for row in model.rows] == order


def test_what_changed_is_announced_in_spans(model: AccountsModel) -> None:
    heard: list[tuple[int, int]] = []

    def hear(first: QModelIndex, last: QModelIndex) -> None:
        heard.append((first.row(), last.row()))

    model.dataChanged.connect(hear)
    model.update(
        [AccountRow("ada", about="x"), AccountRow("bob", about="x"), AccountRow("eve"), AccountRow("nobody")]
    )
    assert heard == [(0, 1)]


def test_spans_are_unbroken_runs() -> None:
    assert list(spans([])) == []
    assert list(spans([1, 2, 3, 7, 9, 10])) == [(1, 3), (7, 7), (9, 10)]


def test_a_row_is_read_as_a_sentence() -> None:
    snapshots = {Protocol.POP3: samples.ready(Protocol.POP3), Protocol.SMTP: samples.rejected()}
    row = row_of(samples.ACCOUNT, snapshots.get, about="A demo")
    model = AccountsModel()
    model.show([row])
    index = model.index(0)
    sentence = "ada@example.com: POP3 Ready, SMTP Stopped at log in"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == sentence
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"{sentence}\nA demo"
    assert index.data(ROW) is row
    assert "smtp Stopped at log in" in index.data(SEARCH)
    assert index.data(Qt.ItemDataRole.FontRole) is None
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize(
    ("pop3", "smtp", "overall"),
    [
        (None, None, Icon.UNTRIED),
        (samples.ready(Protocol.POP3), None, Icon.OK),
        (samples.ready(Protocol.POP3), samples.running(Protocol.SMTP), Icon.RUNNING),
        (samples.running(Protocol.POP3), samples.rejected(), Icon.FAILED),
    ],
)
def test_the_worst_that_is_known_stands_for_an_account(pop3: object, smtp: object, overall: Icon) -> None:
    known = {Protocol.POP3: pop3, Protocol.SMTP: smtp}
    row = row_of(samples.ACCOUNT, known.get)  # type: ignore[arg-type]
    assert row.overall.icon is overall
    assert row.untouched == (overall is Icon.UNTRIED)


def test_a_new_account_has_a_title_before_it_has_a_name() -> None:
    row = AccountRow(NEW)
    assert row.title == "New account"
    assert row.overall.icon is Icon.UNTRIED
    assert row.sentence == "New account: no server"
    assert row_of(samples.ACCOUNT, never_started).untouched

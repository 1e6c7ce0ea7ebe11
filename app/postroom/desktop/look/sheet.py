"""The style sheet: shapes and distances of the standard widgets, with colours by the names of their roles."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from postroom.desktop.look.theme import Role


def sheet(colours: Mapping[Role, str]) -> str:
    """Give the style sheet in `colours`."""
    return _SHEET.substitute({role.name: value for role, value in colours.items()})


_SHEET: Final = Template("""
QWidget { color: $TEXT; }
QMainWindow, QDialog { background: $WINDOW; }
QLabel { background: transparent; }
QLabel[role="muted"] { color: $MUTED; }
QLabel[role="attention"] { color: $ATTENTION; }
QLabel[role="failed"] { color: $FAILED; }
QLabel[role="proved"] { color: $PROVED; }
QLabel[role="untried"] { color: $UNTRIED; }
QLabel[role="running"] { color: $RUNNING; }
QLabel[role="uncertain"] { color: $UNCERTAIN; }

#sidebar { background: $SIDEBAR; }
#card { background: $CARD; border: 1px solid $LINE; border-radius: 8px; }
#settings { background: transparent; border: none; }
#settings[open="true"] { background: $CARD; border: 1px solid $LINE; border-radius: 8px; }
#card[chosen="true"] { border: 1px solid $ACCENT; }
#verdict { border-radius: 6px; background: $UNTRIED_SOFT; }
#verdict[role="proved"] { background: $PROVED_SOFT; }
#verdict[role="attention"] { background: $ATTENTION_SOFT; }
#verdict[role="failed"] { background: $FAILED_SOFT; }
#verdict[role="uncertain"] { background: $UNCERTAIN_SOFT; }
#verdict[role="running"] { background: $RUNNING_SOFT; }
#reply { background: $CARD; border: 1px solid $LINE; border-radius: 4px; padding: 4px 8px; margin-left: 24px; }
#palette { background: $CARD; border: 1px solid $EDGE; border-radius: 10px; }
#banner { background: $ATTENTION_SOFT; border: none; border-bottom: 1px solid $LINE; }
#undo { background: $CARD; border: none; border-top: 1px solid $LINE; }
#rule { background: $LINE; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $CARD; border: 1px solid $EDGE; border-radius: 6px;
    padding: 0 12px; min-height: 26px; outline: none;
}
QPushButton:hover { background: $HOVER; }
QPushButton:pressed { background: $SELECTED; }
QPushButton:disabled { color: $MUTED; border-color: $LINE; background: transparent; }
QPushButton:focus { border: 2px solid $ACCENT; padding: 0 11px; min-height: 24px; }
QPushButton[kind="primary"] { background: $ACCENT; color: $ON_ACCENT; border-color: $ACCENT; }
QPushButton[kind="primary"]:hover { background: $ACCENT; border-color: $TEXT; }
QPushButton[kind="primary"]:focus { border: 2px solid $TEXT; }
QPushButton[kind="primary"]:disabled { color: $MUTED; background: $HOVER; border-color: $HOVER; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $HOVER; }
QPushButton[kind="quiet"]:focus { border: 2px solid $ACCENT; padding: 0 7px; }
QPushButton[kind="place"] {
    background: transparent; border-color: transparent; padding: 0 8px; min-height: 30px; text-align: left;
}
QPushButton[kind="place"]:hover { background: $HOVER; }
QPushButton[kind="place"]:focus { border: 2px solid $ACCENT; padding: 0 7px; min-height: 28px; }
QPushButton[kind="place"][here="true"] { background: $SELECTED; }
QPushButton[kind="mark"] {
    background: $ATTENTION_SOFT; color: $ATTENTION; border-color: transparent; padding: 0 8px; min-height: 22px;
}
QPushButton[kind="mark"]:hover { border-color: $ATTENTION; }
QPushButton[kind="mark"]:focus { border: 2px solid $ACCENT; padding: 0 7px; min-height: 20px; }
QPushButton[kind="chip"] {
    background: transparent; border-color: transparent; padding: 0 7px; min-height: 24px; border-radius: 12px;
    color: $MUTED;
}
QPushButton[kind="chip"]:hover { background: $HOVER; }
QPushButton[kind="chip"]:checked { background: $SELECTED; color: $TEXT; }
QPushButton[kind="chip"]:focus { border: 2px solid $ACCENT; padding: 0 6px; min-height: 22px; }
QPushButton[kind="pill"] {
    background: $ACCENT; color: $ON_ACCENT; border-color: $ACCENT; border-radius: 13px; min-height: 24px;
}
QPushButton[kind="pill"]:focus { border: 2px solid $TEXT; padding: 0 11px; min-height: 22px; }
QPushButton[kind="status"] {
    background: transparent; border-color: transparent; padding: 0 8px; min-height: 22px; color: $MUTED;
}
QPushButton[kind="status"]:hover { background: $HOVER; }
QPushButton[kind="status"]:focus { border: 2px solid $ACCENT; padding: 0 7px; min-height: 20px; }
QPushButton::menu-indicator { image: none; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: $HOVER; }
QToolButton:pressed, QToolButton:checked { background: $SELECTED; }
QToolButton#disclosure:checked { background: transparent; }
QToolButton#disclosure { padding: 3px 6px 3px 2px; }
QToolButton:focus { border-color: $ACCENT; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox {
    background: $FIELD; border: 1px solid $EDGE; border-radius: 6px; padding: 0 7px; min-height: 26px;
    selection-background-color: $ACCENT; selection-color: $ON_ACCENT;
}
QLineEdit:focus, QComboBox:focus { border: 2px solid $ACCENT; padding: 0 6px; min-height: 24px; }
QLineEdit:disabled, QComboBox:disabled { background: transparent; color: $MUTED; border-color: $LINE; }
QLineEdit[problem="error"] { border-color: $FAILED; }
QLineEdit[problem="warning"] { border-color: $ATTENTION; }
QComboBox { padding-right: 22px; }
QComboBox:focus { padding-right: 21px; }
QComboBox::drop-down { border: none; width: 0; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $CARD; border: 1px solid $LINE; padding: 4px; outline: none;
    selection-background-color: $SELECTED; selection-color: $TEXT;
}

QComboBox QAbstractItemView::item { min-height: 22px; padding: 0 4px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $SELECTED; color: $TEXT; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QCheckBox { outline: none; spacing: 8px; min-height: 24px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus { border-color: $ACCENT; }

QAbstractItemView { background: $CARD; border: none; outline: none; }
QAbstractItemView#accounts { background: $SIDEBAR; }
QTreeView::item { height: 22px; }
QTreeView::item:selected { background: $SELECTED; color: $TEXT; }
QTreeView#facts { padding: 0 8px; }
QHeaderView::section { background: $CARD; color: $MUTED; border: none; padding: 4px 8px; }

QHeaderView::section:hover { color: $TEXT; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: 0; height: 0; }
QTableView { gridline-color: transparent; }
QProgressBar { background: $HOVER; border: none; border-radius: 3px; }
QProgressBar::chunk { background: $ACCENT; border-radius: 3px; }
QPlainTextEdit {
    background: $CARD; border: none; padding: 0 8px;
    selection-background-color: $ACCENT; selection-color: $ON_ACCENT;
}

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $MUTED; padding: 4px 2px; margin-right: 16px; min-height: 22px;
    border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $TEXT; border-bottom-color: $ACCENT; }
QTabBar::tab:hover { color: $TEXT; }
QTabBar::tab:selected:focus { color: $ACCENT; border-bottom-width: 3px; }

QScrollArea, QScrollArea > QWidget > QWidget#page { background: transparent; border: none; }
QScrollBar { background: transparent; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $EDGE; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $MUTED; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $ACCENT; }
QMenu { background: $CARD; border: 1px solid $LINE; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $SELECTED; }
QMenu::item:disabled { color: $MUTED; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $LINE; margin: 4px 8px; }
QToolTip { background: $CARD; color: $TEXT; border: 1px solid $EDGE; padding: 6px; }
QStatusBar { background: $WINDOW; border-top: 1px solid $LINE; }
QStatusBar::item { border: none; }
""")

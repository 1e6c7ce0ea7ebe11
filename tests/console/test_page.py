"""Where commands write: plainly for programs, in colour for people, and never what a terminal would obey."""

from __future__ import annotations

import errno
import io
import subprocess
import sys

import pytest

from postroom.console.page import Page, Style, width
from postroom.console.usage import CannotWrite


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    return Terminal()


def test_plain_lines_have_no_colour_and_no_end_of_blanks() -> None:
    out = io.StringIO()
    page = Page(out, io.StringIO())
    page.line("good ", Style.GOOD, indent=2)
    page.line()
    assert out.getvalue() == "  good\n\n"


def test_a_terminal_gets_colours_and_whole_words(terminal: Terminal) -> None:
    page = Page(terminal, io.StringIO())
    page.line("good", Style.GOOD)
    page.line()
    page.line("a sentence that is longer than the terminal is wide", indent=4)
    assert terminal.getvalue().splitlines() == [
        "\x1b[1;32mgood\x1b[0m",
        "",
        "    a sentence that is longer than the",
        "    terminal is wide",
    ]


def test_a_wrapped_line_goes_on_beside_its_lead(terminal: Terminal) -> None:
    Page(terminal, io.StringIO()).line("one greeting of very many words", lead="x greeting  5 ms  ")
    assert terminal.getvalue().splitlines() == [
        "x greeting  5 ms  one greeting of very",
        "                  many words",
    ]


def test_a_lead_may_stand_alone(terminal: Terminal) -> None:
    Page(terminal, io.StringIO()).line("", Style.BAD, lead="x greeting  5 ms  ")
    assert terminal.getvalue() == "\x1b[1;31mx greeting  5 ms\x1b[0m\n"


def test_a_lead_stands_before_its_line_in_a_file_too() -> None:
    out = io.StringIO()
    Page(out, io.StringIO()).line("said", indent=2, lead="S  ")
    assert out.getvalue() == "  S  said\n"


class Full(io.StringIO):
    """A file on a full disk."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_output_that_cannot_be_written_is_told_in_words() -> None:
    with pytest.raises(CannotWrite, match=r"^The output cannot be written: No space left on device\.$"):
        Page(Full(), io.StringIO()).line("x")


def test_a_remark_that_nobody_can_hear_stops_nothing() -> None:
    out = io.StringIO()
    page = Page(out, Full())
    page.remark("x")
    page.line("y")
    assert out.getvalue() == "y\n"


def test_brackets_are_no_markup(terminal: Terminal) -> None:
    Page(terminal, io.StringIO()).line("[bold]x[/bold] :smile:")
    assert "[bold]x[/bold] :smile:" in terminal.getvalue()


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_refused(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    page = Page(terminal, io.StringIO())
    page.line("attention", Style.ATTENTION)
    assert "\x1b[33m" not in terminal.getvalue()
    assert "attention" in terminal.getvalue()


def test_what_a_server_said_cannot_steer_the_terminal(terminal: Terminal) -> None:
    hostile = "\x1b]0;owned\x07\x9b2J\u202egnp.exe"
    shown = "\\x1b]0;owned\\x07\\x9b2J\\u202egnp.exe"
    remarks = io.StringIO()
    page = Page(terminal, remarks)
    page.line(hostile)
    page.table(["title"], [[hostile]])
    page.remark(f"first {hostile}\nsecond")
    assert terminal.getvalue().replace("\n", "").replace(" ", "").count(shown) == 2
    assert remarks.getvalue() == f"first {shown}\nsecond\n"
    assert "\x9b" not in terminal.getvalue() + remarks.getvalue()
    assert "\x07" not in terminal.getvalue() + remarks.getvalue()


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    out = io.StringIO()
    rows = [["日本", "1", "x"], ["e\u0301", "1,234", ""]]
    Page(out, io.StringIO()).table(["Name", "Size", "Note"], rows, right={1})
    assert out.getvalue() == "Name   Size  Note\n日本      1  x\ne\u0301     1,234\n"


def test_a_terminal_gets_the_same_columns(terminal: Terminal) -> None:
    Page(terminal, io.StringIO()).table(["Name", "Size"], [["ada", "1"], ["bob", "1,234"]], right={1})
    lines = terminal.getvalue().splitlines()
    assert [line.split() for line in lines[1:]] == [["ada", "1"], ["bob", "1,234"]]
    assert lines[1].rstrip().endswith("    1")


def test_documents_end_with_one_line_end() -> None:
    out = io.StringIO()
    page = Page(out, io.StringIO())
    page.document("{}")
    page.document("{}\n")
    assert out.getvalue() == "{}\n{}\n"


def test_letters_that_the_output_does_not_have_are_escaped() -> None:
    code = "from postroom.console.page import Page\nPage().line('Gr\\xfc\\xdfe \\u65e5')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert done.stdout == b"Gr\\xfc\\xdfe \\u65e5\n"


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("\uff37", 2)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_facts_stand_in_a_column_where_there_are_any() -> None:
    out = io.StringIO()
    Page(out).facts({"日本": "one", "b": "", "abcdef": "two"})
    assert out.getvalue() == "  日本    one\n  abcdef  two\n"


def test_octets_are_written_as_they_are() -> None:
    raw = io.BytesIO()
    page = Page(io.TextIOWrapper(raw, encoding="utf-8"))
    page.line("before")
    page.octets(b"\xff\r\n\x00")
    assert raw.getvalue() == b"before\n\xff\r\n\x00"

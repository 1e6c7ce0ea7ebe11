"""The door of the program: which face a command line asks for, and what is said where no window can open."""

from __future__ import annotations

import gettext
import struct
import sys
from pathlib import Path

import pytest

from postroom import resources
from postroom.__main__ import asks_for_window, main, speak_the_users_language
from postroom.model.text import say, use_catalogue


@pytest.mark.parametrize("arguments", [[], ["demo"], ["demo", "--light"]])
def test_the_window_is_asked_for(arguments: list[str]) -> None:
    assert asks_for_window(arguments)


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["--help"], ["--version"], ["demo", "--headless"], ["demo", "--help"], ["demo", "-h"]],
)
def test_the_command_line_is_asked_for(arguments: list[str]) -> None:
    assert not asks_for_window(arguments)


@pytest.fixture
def without_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without a screen."""
    monkeypatch.setattr(sys, "platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.usefixtures("without_display")
@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_without_a_display_the_way_without_a_window_is_named(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert "postroom demo --headless" in capsys.readouterr().err


class Unloadable:
    """An import system in which Qt's library cannot be loaded, as the system's loader says it."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "postroom.desktop.app":
            reason = "libEGL.so.1: cannot open shared object file: No such file or directory"
            raise ImportError(reason, name="QtWidgets", path="/x/PySide6/QtWidgets.abi3.so")


def test_a_missing_library_of_qt_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delitem(sys.modules, "postroom.desktop.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Unloadable(), *sys.meta_path])
    assert main(["demo"]) == 1
    assert "libEGL.so.1: cannot open shared object file" in capsys.readouterr().err


def compiled(message: str, translation: str) -> bytes:
    """A catalogue of one message, in gettext's binary form."""
    original, translated = message.encode() + b"\0", translation.encode() + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, 1, 28, 36, 0, 44)
    tables = struct.pack("<4I", len(original) - 1, 44, len(translated) - 1, 44 + len(original))
    return header + tables + original + translated


def test_a_translation_that_is_shipped_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "path", lambda name: tmp_path / name)
    monkeypatch.setenv("LANGUAGE", "de")
    speak_the_users_language()
    assert say("All is well.") == "All is well."
    catalogue = tmp_path / "translations" / "de" / "LC_MESSAGES" / "postroom.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(compiled("All is well.", "Alles gut."))
    speak_the_users_language()
    assert say("All is well.") == "Alles gut."
    use_catalogue(gettext.NullTranslations())

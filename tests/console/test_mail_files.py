"""Ready messages out of files."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from postroom.console.mail_files import MailFile, Skipped, mail_files

MBOX = b"From a@example.com Fri Jan  1 12:00:00 2027\nTo: a\n\none\n\nFrom -\nTo: b\n\ntwo\n"


def test_a_file_is_a_message_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(b"To: a\n\n\x00\xff\r")
    assert list(mail_files([str(file)])) == [MailFile(str(file), b"To: a\n\n\x00\xff\r")]


def test_an_mbox_has_many_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / "letters"
    file.write_bytes(MBOX)
    assert list(mail_files([str(file)])) == [
        MailFile(f"{file}, message 1", b"To: a\n\none\n"),
        MailFile(f"{file}, message 2", b"To: b\n\ntwo\n"),
    ]


def test_what_is_called_an_mbox_must_be_one(tmp_path: Path) -> None:
    for name, octets in (("a.mbox", b"To: a\n\n"), ("b.mbox", b"")):
        (tmp_path / name).write_bytes(octets)
    other, empty = mail_files([str(tmp_path / "a.mbox"), str(tmp_path / "b.mbox")])
    assert isinstance(other, MailFile)
    assert other.trouble == "This is no mbox file: it does not begin with a line From."
    assert isinstance(empty, MailFile)
    assert empty.trouble == "There is no message in this file."


def test_folders_are_read_by_name_with_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("b.eml", "a.EML", "deep/er/c.eml", "notes.txt", "deep/box"):
        (tmp_path / name).write_bytes(name.encode())
    *found, skipped = mail_files([str(tmp_path)])
    assert [each.message for each in found if isinstance(each, MailFile)] == [
        b"a.EML",
        b"b.eml",
        b"deep/er/c.eml",
    ]
    assert isinstance(skipped, Skipped)
    assert skipped.sentence.startswith("2 files were skipped, for their names do not end in .eml: ")
    assert skipped.sentence.endswith(f"{tmp_path / 'notes.txt'}, {tmp_path / 'deep' / 'box'}")


def test_a_folder_without_messages_is_told(tmp_path: Path) -> None:
    (told,) = mail_files([str(tmp_path)])
    assert told == MailFile(str(tmp_path), trouble="There is no .eml file in this folder.")
    (tmp_path / "old.mbox").write_bytes(MBOX)
    told, skipped = mail_files([str(tmp_path)])
    assert isinstance(told, MailFile)
    assert isinstance(skipped, Skipped)
    assert "old.mbox" in skipped.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names in folders there")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.eml")
    (tmp_path / "b.eml").write_bytes(b"To: a\n\n")
    pipe, found = mail_files([str(tmp_path)])
    assert pipe == MailFile(str(tmp_path / "a.eml"), trouble="It is not a file, and is left alone.")
    assert found == MailFile(str(tmp_path / "b.eml"), b"To: a\n\n")


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    there = tmp_path / "a.eml"
    there.write_bytes(b"To: a\n\n")
    missing, found = mail_files([str(tmp_path / "missing.eml"), str(there)])
    assert isinstance(missing, MailFile)
    assert missing.trouble == "It cannot be read: No such file or directory."
    assert found == MailFile(str(there), b"To: a\n\n")


@pytest.mark.parametrize("octets", [b"To: a\n\n\xff", MBOX])
def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))
    found = [each for each in mail_files(["-"]) if isinstance(each, MailFile)]
    assert [each.source for each in found][:2] in (
        ["standard input"],
        ["standard input, message 1", "standard input, message 2"],
    )
    assert not any(each.trouble for each in found)

"""Messages as files."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from postroom.engine.message_files import write_beside, write_new


def test_a_file_is_made(tmp_path: Path) -> None:
    write_new(tmp_path / "17.eml", b"Hello\r\n")
    assert (tmp_path / "17.eml").read_bytes() == b"Hello\r\n"


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "17.eml"
    file.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        write_new(file, b"Hello\r\n")
    assert file.read_bytes() == b"precious"


def test_a_name_that_is_taken_is_followed_by_one_like_it(tmp_path: Path) -> None:
    file = tmp_path / "17.eml"
    names = [write_beside(file, f"{number}".encode()).name for number in range(4)]
    assert names == ["17.eml", "17-2.eml", "17-3.eml", "17-4.eml"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"0", b"1", b"2", b"3"]


def test_a_folder_takes_a_name_as_well(tmp_path: Path) -> None:
    (tmp_path / "17.eml").mkdir()
    assert write_beside(tmp_path / "17.eml", b"Hello\r\n").name == "17-2.eml"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to the size of a file there")
def test_where_the_disk_does_not_take_it_nothing_is_left(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(OSError, match="large"):
            write_beside(tmp_path / "17.eml", bytes(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names in folders there")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_new(tmp_path / "pipe", b"Hello\r\n")
    assert os.read(reader, 100) == b"Hello\r\n"
    os.close(reader)

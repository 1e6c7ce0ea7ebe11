"""Messages that leave the spool as files: what is there is never written over."""

from __future__ import annotations

from itertools import count
from pathlib import Path


def write_new(path: Path, message: bytes) -> None:
    """Make the file; where it cannot be written whole, nothing is left of it.

    Raises `FileExistsError`, or another `OSError`. What is no file, such as a pipe, is written to.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        path.write_bytes(message)
        return
    file = path.open("xb")
    try:
        with file:
            file.write(message)
    except BaseException:
        path.unlink()
        raise


def write_beside(path: Path, message: bytes) -> Path:
    """Make the file, and give its name: where this one is taken, one like it. Raises `OSError`.

    After 17.eml come 17-2.eml and 17-3.eml.
    """
    name, others = path, count(2)
    while True:
        try:
            write_new(name, message)
        except FileExistsError:
            name = path.with_stem(f"{path.stem}-{next(others)}")
        else:
            return name

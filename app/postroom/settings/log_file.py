"""The file of the log: rotating, private, made with its first line, and never a reason to fail."""

from __future__ import annotations

import logging
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from postroom.model.text import say
from postroom.settings.private_file import make_private_folder, private_opener

SIZE: Final = 1_000_000
"""Bytes after which a new file begins."""
OLD_FILES: Final = 3


class PrivateLogFile(RotatingFileHandler):
    """Writes records to `path`. Where it cannot, it says so once and the program goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=SIZE, backupCount=OLD_FILES, encoding="utf-8", delay=True)
        self._has_complained = False

    def _open(self) -> TextIOWrapper:
        make_private_folder(Path(self.baseFilename).parent)
        return open(
            self.baseFilename, "a", encoding="utf-8", errors="backslashreplace", opener=private_opener
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name is logging's
        if not self._has_complained:
            self._has_complained = True
            error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
            words = getattr(error, "strerror", None) or error
            line = say(
                "postroom: The log {file} cannot be written: {words}.", file=self.baseFilename, words=words
            )
            sys.stderr.write(line + "\n")

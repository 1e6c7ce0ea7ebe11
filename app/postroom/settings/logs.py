"""The log: a rotating file that only its owner may read, and that no secret reaches.

Every secret that the program comes to know is announced with `remember`; each line is cleaned after it was put
together, with its traceback, so that it does not matter who wrote it.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from postroom.model.redaction import Redactor
from postroom.model.secret import Secret
from postroom.model.text import say
from postroom.settings.folders import Folders

LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
"""What `POSTROOM_LOG` may say; `warning` is usual."""

log = logging.getLogger(__name__)


class _Known:
    """The secrets of this process. Logging is process-wide, and so is what must never be in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: set[Secret] = set()
        self._users: set[str] = set()
        self._redactor: Redactor | None = Redactor()

    def add(self, secret: Secret, user: str) -> None:
        with self._lock:
            if secret not in self._secrets or user not in self._users:
                self._secrets.add(secret)
                self._users.add(user)
                self._redactor = None

    def clean(self, text: str) -> str:
        with self._lock:
            redactor = self._redactor = self._redactor or Redactor(self._secrets, self._users)
        return redactor(text)


_known: Final = _Known()


def remember(secret: Secret, user: str = "") -> None:
    """Keep `secret`, with which `user` logs in, out of every line from now on."""
    _known.add(secret, user)


class RedactingFormatter(logging.Formatter):
    """Formats records as usual and takes every known secret out of the outcome."""

    def format(self, record: logging.LogRecord) -> str:
        return _known.clean(super().format(record))


def set_up(folders: Folders, environment: Mapping[str, str] = os.environ) -> None:
    """Send the log to its file, also what nobody caught. The file is made with the first line."""
    word = environment.get("POSTROOM_LOG", "").strip().lower()
    handler = _LogFile(folders.log_file)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(LEVELS.get(word, logging.WARNING))
    if word and word not in LEVELS:
        log.warning("POSTROOM_LOG is %r, which is none of %s", word, ", ".join(LEVELS))
    sys.excepthook = _Hook(str(folders.log_file))
    threading.excepthook = _log_thread


class _Hook:
    """What becomes of an exception that nobody caught: the facts go to the log, one line to the user."""

    def __init__(self, log_file: str) -> None:
        self._log_file = log_file

    def __call__(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("nobody caught this", exc_info=(kind, error, traceback))
        line = say(
            "postroom: Something went wrong inside Postroom ({kind}). The details are in {file}.",
            kind=kind.__name__,
            file=self._log_file,
        )
        sys.stderr.write(line + "\n")


def _log_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        log.error("%s failed", args.thread, exc_info=args.exc_value)


class _LogFile(logging.Handler):
    """Writes to the file, and loads what that needs with the first record: most runs have nothing to tell."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from postroom.settings.log_file import PrivateLogFile

            self._file = PrivateLogFile(self._path)
            self._file.setFormatter(self.formatter)
        self._file.handle(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

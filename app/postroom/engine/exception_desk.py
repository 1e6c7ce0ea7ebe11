"""The engine's part that decides with the administrator what certificates may lack."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import timedelta

from postroom.engine.changes import ChangeFeed, SessionKey
from postroom.engine.exceptions import Exceptions, bound
from postroom.model.endpoint import Endpoint
from postroom.model.exceptions import KeptException
from postroom.model.problem_kinds import ProblemKind
from postroom.model.session import SessionSnapshot
from postroom.model.trust import USUAL_EXCEPTION, BoundException


class ExceptionDesk(ABC):
    """Keeps bound exceptions, and tells the feed of changes."""

    _exceptions: Exceptions
    _feed: ChangeFeed

    @abstractmethod
    def snapshot(self, key: SessionKey) -> SessionSnapshot | None:
        """Give the key's last session as it stands; None where none was opened."""

    @property
    def exceptions(self) -> tuple[KeptException, ...]:
        """All bound exceptions, the oldest first: those in force, the expired and the revoked."""
        return self._exceptions.all

    @property
    def exceptions_trouble(self) -> str | None:
        """Why saved exceptions cannot be read, and where; those let nothing pass. None when all is well."""
        return self._exceptions.trouble

    def exceptions_for(self, endpoint: Endpoint) -> tuple[BoundException, ...]:
        """Give the exceptions that count for a session with a server that begins now."""
        return self._exceptions.for_session(None, endpoint)

    def add_exception(
        self,
        endpoint: Endpoint,
        key_sha256: str,
        kinds: Iterable[ProblemKind],
        *,
        reason: str,
        lasting: timedelta = USUAL_EXCEPTION,
    ) -> KeptException:
        """Let a server pass with these kinds of problems, as long as it shows the same key.

        Raises `BadException`, or `OSError`, of which `BrokenFile` is one.
        """
        kept = self._exceptions.add(bound(endpoint, key_sha256, kinds, reason, lasting))
        self._feed.exceptions_changed()
        return kept

    def revoke_exception(self, id: str) -> KeptException:  # noqa: A002  see KeptException
        """Take an exception back; the next session meets it no more. Raises `UnknownException` or `OSError`."""
        kept = self._exceptions.revoke(id)
        self._feed.exceptions_changed()
        return kept

    def trust_for_session(self, key: SessionKey, kinds: Iterable[ProblemKind]) -> None:
        """Let the next session of `key`, and no other, pass with these problems.

        The server must show the certificate's key that it showed last time. Raises `BadException`.
        """
        self._exceptions.let_in_once(key, self.snapshot(key), kinds)

    def reload_exceptions(self) -> None:
        """Read the saved exceptions again, for somebody may have edited their file."""
        if self._exceptions.reload():
            self._feed.exceptions_changed()

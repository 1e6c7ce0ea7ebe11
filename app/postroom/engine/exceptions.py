"""What certificates may lack beyond an account's own toggles: bound exceptions, and passes for one session."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from postroom.engine.changes import SessionKey
from postroom.model.endpoint import Endpoint
from postroom.model.exceptions import KeptException, UnknownException, in_force
from postroom.model.problem_kinds import ProblemKind
from postroom.model.session import SessionSnapshot
from postroom.model.text import say
from postroom.model.trust import BadException, BoundException
from postroom.settings.exceptions import ExceptionBook

_PASS: Final = timedelta(days=1)
"""How long a pass lasts that nobody uses."""


class Exceptions:
    """All exceptions. Without a file they last as long as this object."""

    def __init__(self, path: Path | None) -> None:
        self._book = None if path is None else ExceptionBook(path)
        self._unsaved: list[KeptException] = []
        self._passes: dict[SessionKey, BoundException] = {}

    @property
    def all(self) -> tuple[KeptException, ...]:
        """Those in force and the history, the oldest first."""
        return tuple(self._unsaved) if self._book is None else self._book.exceptions

    @property
    def trouble(self) -> str | None:
        """What is wrong with the saved ones, and where; None when all is well."""
        return None if self._book is None else self._book.trouble

    def reload(self) -> bool:
        """Read the saved ones again, and tell whether there is something new."""
        return self._book is not None and self._book.reload()

    def add(self, bound: BoundException) -> KeptException:
        """Keep an exception under a new id. Raises `OSError`."""
        known = {each.id for each in self.all}
        kept = KeptException(next(id for id in iter(_new_id, "") if id not in known), bound)  # noqa: A001
        if self._book is None:
            self._unsaved.append(kept)
        else:
            self._book.add(kept)
        return kept

    def revoke(self, id: str) -> KeptException:  # noqa: A002  see KeptException
        """Take an exception back. Raises `UnknownException` or `OSError`."""
        now = datetime.now(UTC).replace(microsecond=0)
        if self._book is not None:
            return self._book.revoke(id, now)
        for place, kept in enumerate(self._unsaved):
            if kept.id == id:
                self._unsaved[place] = KeptException(id, kept.bound, kept.revoked or now)
                return self._unsaved[place]
        raise UnknownException(id)

    def let_in_once(
        self, key: SessionKey, snapshot: SessionSnapshot | None, kinds: Iterable[ProblemKind]
    ) -> None:
        """Let the next session of `key` pass with these problems, if the server shows the same key as last time.

        Raises `BadException` where the last session met no such certificate.
        """
        tls = None if snapshot is None else snapshot.tls
        if snapshot is None or tls is None or not tls.chain:
            raise BadException(say("No certificate was seen yet that could be trusted."))
        reason = say("trusted for this session only")
        self._passes[key] = bound(snapshot.plan.endpoint, tls.chain[0].key_sha256, kinds, reason, _PASS)

    def for_session(self, key: SessionKey | None, endpoint: Endpoint) -> tuple[BoundException, ...]:
        """Give what counts for a session that begins now; a pass is used up by this.

        The file is read again, so that what somebody else revoked meanwhile counts no more.
        """
        self.reload()
        once = None if key is None else self._passes.pop(key, None)
        lasting = in_force(self.all, endpoint.host, endpoint.port, datetime.now(UTC))
        return lasting if once is None else (once, *lasting)

    def drop_passes(self, account: str) -> None:
        """Forget what was to be let pass once, for the account changed or is gone."""
        self._passes = {key: once for key, once in self._passes.items() if key.account != account}


def bound(
    endpoint: Endpoint, key_sha256: str, kinds: Iterable[ProblemKind], reason: str, lasting: timedelta
) -> BoundException:
    """Make an exception that begins now, in the name of whoever uses this computer. Raises `BadException`."""
    now = datetime.now(UTC).replace(microsecond=0)
    return BoundException(
        host=endpoint.host,
        port=endpoint.port,
        kinds=frozenset(kinds),
        key_sha256=key_sha256,
        reason=reason,
        author=_author(),
        created=now,
        until=now + lasting,
    )


def _new_id() -> str:
    return secrets.token_hex(4)


def _author() -> str:
    """Give the name of the user; a system may not know it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""

"""What is raised where nobody knows the password with which a session logs in."""

from __future__ import annotations

from postroom.engine.changes import SessionKey
from postroom.settings.secret_stores import SecretTrouble


class SecretNeeded(LookupError):
    """A session cannot log in, because its password is not known: ask for it and open again."""

    def __init__(self, key: SessionKey, user: str, trouble: SecretTrouble | None) -> None:
        super().__init__(f"the password of {user} is needed for {key.protocol.label}")
        self.key = key
        self.user = user
        self.trouble = trouble
        """Why it could not be read from where it is kept; None where it simply is not there."""

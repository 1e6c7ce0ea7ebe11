"""Where Postroom keeps its things: the system's usual folders, or all under one that `POSTROOM_HOME` names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders, which exist only once something is written there."""

    settings: Path
    logs: Path
    spool: Path

    @classmethod
    def find(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Give the folders of the user who runs the program."""
        home = environment.get("POSTROOM_HOME")
        return cls.under(Path(home).expanduser().absolute()) if home else cls._usual()

    @classmethod
    def under(cls, home: Path) -> Self:
        """Give the folders that lie together under `home`."""
        return cls(settings=home / "settings", logs=home / "logs", spool=home / "spool")

    @classmethod
    def _usual(cls) -> Self:
        from platformdirs import PlatformDirs

        usual = PlatformDirs("postroom", appauthor=False)
        return cls(usual.user_config_path, usual.user_log_path, usual.user_data_path / "spool")

    @property
    def accounts_file(self) -> Path:
        return self.settings / "accounts.toml"

    @property
    def preferences_file(self) -> Path:
        return self.settings / "preferences.toml"

    @property
    def exceptions_file(self) -> Path:
        return self.settings / "exceptions.toml"

    @property
    def secrets_file(self) -> Path:
        return self.settings / "secrets.json"

    @property
    def log_file(self) -> Path:
        return self.logs / "postroom.log"

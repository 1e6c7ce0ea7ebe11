"""Where the files lie that are shipped beside the code: icons, schemas, translations."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Give the path of a shipped file or folder, e.g. `schemas/check.json`, in whatever form Postroom runs."""
    return _folder() / name


def _folder() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "postroom" / "resources"
    installed = HERE / "resources"
    return installed if installed.is_dir() else HERE.parents[1] / "resources"

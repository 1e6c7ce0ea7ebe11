"""Where the files lie that are shipped beside the code: icons, schemas, translations."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Give the path of a shipped file or folder, e.g. `schemas/check.json`.

    They lie beside this module in a wheel and in a frozen program, and at the root in a checkout.
    """
    shipped = HERE / "resources"
    return (shipped if shipped.is_dir() else HERE.parents[1] / "resources") / name

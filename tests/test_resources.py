"""Shipped files are found in a checkout, and beside the code in a wheel or a frozen program."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom import resources


def test_in_a_checkout_they_lie_at_the_root() -> None:
    assert resources.path("schemas") == Path(__file__).resolve().parents[1] / "resources" / "schemas"


def test_in_a_wheel_they_lie_beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(resources, "HERE", tmp_path)
    assert resources.path("icons/ok.svg") == tmp_path / "resources" / "icons" / "ok.svg"

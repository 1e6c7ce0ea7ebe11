"""The locks: complete, hashed, and without a word of where packages come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).resolve().parents[2] / "packaging" / "locks"


def pins(level: str) -> set[str]:
    """The releases that a lock names."""
    lock = (LOCKS / f"{level}.txt").read_text()
    return set(re.findall(r"^(\S+==\S+)", lock, re.MULTILINE))


def test_the_lock_of_the_tests_holds_every_release_of_the_program() -> None:
    assert pins("run") <= pins("test")


@pytest.mark.parametrize("level", ["run", "test"])
def test_every_locked_release_has_its_hashes_and_no_address(level: str) -> None:
    lock = (LOCKS / f"{level}.txt").read_text()
    assert "://" not in lock
    blocks = re.split(r"\n(?=\S)", lock.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []

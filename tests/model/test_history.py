"""For how many days history is kept."""

from __future__ import annotations

import pytest

from postroom.model.history import parse_days


@pytest.mark.parametrize(("text", "days"), [("1", 1), ("30", 30), ("3650", 3650)])
def test_days_are_read(text: str, days: int) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["0", "3651", "-1", "soon", "", "1.5", "9" * 5000, "\u0665"])
def test_what_cannot_be_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"History can be kept for 1 to 3,650 days\."):
        parse_days(text)

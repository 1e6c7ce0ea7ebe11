"""The demo's door lets in the one user with the right password, by either way of showing it."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from postroom.demo.door import WRONG, Door, Refusal
from postroom.model.secret import Secret

REFUSAL = Refusal("534 no", "-ERR no")
CHALLENGE = b"<1@localhost>"


def cram_md5(user: str, password: str) -> bytes:
    return f"{user} {hmac.new(password.encode(), CHALLENGE, hashlib.md5).hexdigest()}".encode()


@pytest.mark.parametrize("refusal", [None, REFUSAL])
def test_the_right_password_gets_the_doors_own_answer(refusal: Refusal | None) -> None:
    door = Door("ada", Secret("pencil"), refusal)
    assert door.judge("ada", "pencil") is refusal
    assert door.judge_cram_md5(CHALLENGE, cram_md5("ada", "pencil")) is refusal


@pytest.mark.parametrize(
    ("user", "password"), [("ada", "pen"), ("bob", "pencil"), ("", ""), ("ada", "p\ufffd\u00e4")]
)
def test_everything_else_is_wrong(user: str, password: str) -> None:
    door = Door("ada", Secret("pencil"), REFUSAL)
    assert door.judge(user, password) is WRONG
    assert door.judge_cram_md5(CHALLENGE, cram_md5(user, password)) is WRONG


def test_a_response_of_any_bytes_is_only_wrong() -> None:
    assert Door("ada", Secret("pencil")).judge_cram_md5(CHALLENGE, b"\xff\x00") is WRONG

"""Refusals have a code for programs, and a sentence that says what to do."""

from __future__ import annotations

import pytest

from postroom.model import spool_refusals as refusals
from postroom.model.spool_refusals import RefusalCode, Refused

ALL = [
    (refusals.disabled(), RefusalCode.SPOOLER_DISABLED, "enable it"),
    (refusals.unknown_account("ada"), RefusalCode.UNKNOWN_ACCOUNT, "check its spelling"),
    (refusals.no_smtp("ada"), RefusalCode.NO_SMTP, "enter one in its settings"),
    (refusals.password_needed("ada", "main"), RefusalCode.PASSWORD_NEEDED, "enter it once"),
    (refusals.too_large(2_000, 1_000, by_server=True), RefusalCode.TOO_LARGE, "2,000 octets, and the server"),
    (refusals.too_large(2_000, 1_000, by_server=False), RefusalCode.TOO_LARGE, "change the limit"),
    (refusals.empty(), RefusalCode.EMPTY, "a header and a text"),
    (refusals.disk_full(4_711), RefusalCode.DISK_FULL, "4,711 octets are free"),
    (refusals.trouble("The spool is closed."), RefusalCode.SPOOL_TROUBLE, "The spool is closed."),
]


@pytest.mark.parametrize(("refused", "code", "words"), ALL)
def test_each_says_what_to_do(refused: Refused, code: RefusalCode, words: str) -> None:
    assert refused.code is code
    assert words in str(refused)

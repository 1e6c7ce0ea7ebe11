"""Errors know whose fault they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.errors import FAULT_OF, ErrorCode, Fault
from tests.model.samples import REJECTED


def test_every_code_has_a_fault() -> None:
    assert set(FAULT_OF) == set(ErrorCode)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (ErrorCode.UNREACHABLE, Fault.ENVIRONMENT),
        (ErrorCode.PROTOCOL_ERROR, Fault.SERVER),
        (ErrorCode.CERTIFICATE_REJECTED, Fault.TRUST),
        (ErrorCode.AUTH_REJECTED, Fault.SETTINGS),
        (ErrorCode.CANCELLED, Fault.NOBODY),
        (ErrorCode.INTERNAL, Fault.BUG),
    ],
)
def test_an_error_tells_its_fault(code: ErrorCode, fault: Fault) -> None:
    assert replace(REJECTED, code=code).fault is fault

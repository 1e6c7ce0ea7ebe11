"""What pip says, in plain words."""

from __future__ import annotations

import pytest

from setup_steps.pip import explain


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its hash differs"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(", "does not answer"),
        ("ERROR: No matching distribution found for qasync==0.28.0", "cannot be had for this Python"),
        (
            "ERROR: Could not install packages due to an OSError: No space left on device",
            "its last words are above",
        ),
    ],
)
def test_what_pip_says_is_put_in_plain_words(output: str, words: str) -> None:
    assert words in explain(output)

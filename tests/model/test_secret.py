"""A secret shows itself to nobody."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from postroom.model.secret import REDACTED, Secret

SECRET = Secret("hunter2")


def test_every_way_of_printing_hides_it() -> None:
    shown = [
        str(SECRET),
        repr(SECRET),
        f"{SECRET}",
        f"{SECRET:>20}",
        f"{SECRET!r}",
        "%s" % SECRET,  # noqa: UP031
        repr([SECRET]),
    ]
    assert all("hunter2" not in text and REDACTED in text for text in shown)


def test_only_asking_for_it_gives_it() -> None:
    assert SECRET.reveal() == "hunter2"


def test_it_compares_by_value() -> None:
    assert Secret("hunter2") == SECRET
    assert hash(Secret("hunter2")) == hash(SECRET)
    assert Secret("other") != SECRET
    assert SECRET != "hunter2"


def test_an_empty_one_is_none() -> None:
    assert SECRET
    assert not Secret("")


def test_it_cannot_be_stored_by_accident() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(SECRET)
    with pytest.raises(TypeError, match="cannot be pickled"):
        copy.deepcopy(SECRET)
    with pytest.raises(TypeError):
        json.dumps(SECRET)
    assert not hasattr(SECRET, "__dict__")

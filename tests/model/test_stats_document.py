"""The document about the spooler as a whole, `postroom.stats/1`."""

from __future__ import annotations

import json
from typing import Any

from postroom.model.json_text import json_text
from postroom.model.lane import LaneStanding
from postroom.model.spool_lease import Holder
from postroom.model.spooler import Switches, stand
from postroom.model.stats_document import stats_document
from tests.model.schemas import validate
from tests.model.spool_samples import COUNTS, NOON

SWITCHES = Switches(paused=True)
STANDING = stand(SWITCHES, pending=1, online=True)
HELD = LaneStanding(account="work", held="The login was refused.", reason="The login was refused.")
RESTING = LaneStanding(account="other", waits_until=NOON, reason="The server is away.")


def printed(sender: Holder | None = None) -> Any:
    lanes = {lane.account: lane for lane in (HELD, RESTING)}
    return json.loads(json_text(stats_document(STANDING, SWITCHES, COUNTS, lanes, sender)))


def test_it_says_how_the_spooler_stands() -> None:
    document = printed()
    assert (document["state"], document["reason"]) == ("paused", STANDING.reason)
    assert (document["accepts"], document["sends"]) == (True, False)
    assert (document["enabled"], document["paused"]) == (True, True)
    assert (document["counts"]["sent"], document["counts"]["deferred"]) == (4, 1)


def test_it_says_who_sends() -> None:
    assert printed()["sender"] is None
    document = printed(Holder("postroom spool run", 4711, "desk"))
    assert document["sender"] == {"program": "postroom spool run", "pid": 4711, "host": "desk"}
    validate(document, "stats-1.json")


def test_every_account_with_messages_or_trouble_is_named() -> None:
    home, other, work = printed()["accounts"]
    assert (home["account"], home["counts"]["sent"], home["held"], home["reason"]) == ("home", 4, None, "")
    assert (other["account"], other["waits_until"]) == ("other", "2027-01-01T12:00:00Z")
    assert (work["account"], work["counts"]["deferred"]) == ("work", 1)
    assert work["held"] == work["reason"] == "The login was refused."


def test_it_follows_its_schema() -> None:
    validate(printed(), "stats-1.json")

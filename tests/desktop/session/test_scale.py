from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.desktop.session.geometry import LABEL_WIDTH, ROW_HEIGHT, Geometry
from postroom.desktop.session.scale import SharedScale, scale_for
from postroom.model.endpoint import Protocol


@pytest.mark.parametrize(
    ("longest", "span", "tick"),
    [(0.0, 0.02, 0.005), (0.19, 0.2, 0.05), (0.61, 0.8, 0.2), (3.0, 4.0, 1.0), (29.0, 30.0, 10.0)],
)
def test_the_axis_ends_at_a_round_figure(longest: float, span: float, tick: float) -> None:
    scale = scale_for(longest)
    assert [scale.seconds, scale.tick] == pytest.approx([span, tick])


@given(st.floats(min_value=0, max_value=600))
def test_everything_has_room_and_ticks_are_few(longest: float) -> None:
    scale = scale_for(longest)
    assert longest <= scale.seconds
    assert 3 <= len(scale.ticks) <= 5
    assert scale.ticks[-1] == pytest.approx(scale.seconds)


def test_the_sessions_share_the_longer_axis(qapp: object) -> None:
    shared, heard = SharedScale(), []
    shared.changed.connect(lambda: heard.append(shared.scale.seconds))
    assert shared.is_empty
    shared.fit(Protocol.POP3, 0.19)
    shared.fit(Protocol.SMTP, 3.0)
    shared.fit(Protocol.SMTP, 3.0)
    shared.fit(Protocol.SMTP, 0.01)
    assert heard == [pytest.approx(0.2), pytest.approx(4.0), pytest.approx(0.2)]
    assert not shared.is_empty


@given(st.integers(min_value=300, max_value=2_000), st.floats(min_value=0, max_value=4), st.floats(0, 4))
def test_bars_stay_within_the_timeline(width: int, started: float, seconds: float) -> None:
    columns = Geometry(width, scale_for(started + seconds))
    bar = columns.bar(0, started, seconds)
    assert columns.axis[0] <= bar.left()
    assert bar.right() <= width - LABEL_WIDTH + 3
    assert bar.top() >= 0
    assert bar.bottom() <= ROW_HEIGHT


def test_a_bar_can_always_be_seen() -> None:
    assert Geometry(400, scale_for(30)).bar(0, 1, 0.0001).width() == 3


@pytest.mark.parametrize("lanes", range(1, 9))
def test_several_attempts_share_the_row(lanes: int) -> None:
    columns = Geometry(400, scale_for(1))
    bars = [columns.bar(100, 0, 1, lane, lanes) for lane in range(lanes)]
    assert bars[0].top() >= 100
    assert bars[-1].bottom() <= 100 + ROW_HEIGHT
    assert all(one.bottom() <= other.top() for one, other in itertools.pairwise(bars))


def test_facts_come_where_there_is_room() -> None:
    assert Geometry(360, scale_for(1)).fact[1] == 0
    assert Geometry(600, scale_for(1)).fact[1] > 200

"""A stream as a network delivers it: cut anywhere."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def cut(draw: st.DrawFn, streams: st.SearchStrategy[bytes]) -> list[bytes]:
    """Give a stream in pieces; joined they are the stream."""
    stream = draw(streams)
    places = sorted(draw(st.sets(st.integers(0, len(stream)), max_size=12)))
    return [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]

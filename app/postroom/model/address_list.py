"""The addresses of a header field, such as `Ada <ada@example.com>, Friends: bob@example.com;` (RFC 5322 section 3.4).

Display names, comments and the names of groups may say what they like; an address is taken as it stands or not at all.
Empty places in a list, and comments and spaces within an address, are read too (section 4.4); routes are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from postroom.model.address import Address, BadAddress, parse_address
from postroom.model.text import say

_TOKEN: Final = re.compile(
    r"""
    =\?[^?\s]+\?[BbQq]\?[^?\s]*\?=      # an encoded word, whatever is in it (RFC 2047 section 2)
    | "(?:[^"\\]|\\.)*"                 # a quoted string
    | \[[^\[\]\\]*\]                    # a number in place of a domain
    | [^\s"()<>\[\]:;@\\,.]+            # an atom
    | [<>:;@,.]
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE: Final = re.compile(r"\s*")
_IN_COMMENT: Final = re.compile(r"\\.|[()]", re.DOTALL)
_JOINS: Final = frozenset({".", "@"})
_SHOWN: Final = 60


def addresses_in(text: str) -> tuple[Address, ...]:
    """Read a list of addresses; the members of its groups count like the others. Raises `BadAddress`."""
    return tuple(parse_address(_bare(item)) for item in _items(text) if item)


def _items(text: str) -> Iterator[list[str]]:
    """Give the tokens of each place in the list. The name of a group is no place."""
    item: list[str] = []
    for part in _tokens(text):
        if part in {",", ";"}:
            yield item
            item = []
        elif part == ":" and item and "@" not in item:
            item = []
        else:
            item.append(part)
    yield item


def _bare(item: list[str]) -> str:
    """Give the address of a place: what stands in brackets, or all of it where there are none.

    Words that nothing joins stay apart, so that they make no address together.
    """
    if "<" in item:
        item = item[item.index("<") + 1 :]
        if item[-1:] != [">"]:
            raise _unreadable("<" + "".join(item))
        item = item[:-1]
    written, before = "", "."
    for part in item:
        written += part if before in _JOINS or part in _JOINS else f" {part}"
        before = part
    return written


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while (position := _behind_space(text, position)) < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _unreadable(text[position:])
        yield found[0]
        position = found.end()


def _behind_space(text: str, position: int) -> int:
    """Go over spaces and comments, which may stand within each other."""
    depth, begin = 0, position
    while True:
        if depth == 0:
            space = _SPACE.match(text, position)
            assert space is not None
            begin = position = space.end()
            if not text.startswith("(", position):
                return position
        found = _IN_COMMENT.search(text, position)
        if found is None:
            raise _unreadable(text[begin:])
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        position = found.end()


def _unreadable(rest: str) -> BadAddress:
    shown = rest if len(rest) <= _SHOWN else rest[:_SHOWN] + "..."
    return BadAddress(say("No address can be read here: {text}", text=shown))

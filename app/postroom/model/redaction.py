r"""Finding secrets in any text, however they are written down: the net below everything that is shown or kept.

What is sent is redacted where it is made. This net is for what comes back: a server that echoes a password, a library
that quotes a line, a traceback. It knows these ways to write a secret:

- as it is, in any case, composed or decomposed, as UTF-8 read as Latin-1, without what ASCII does not have;
- each character in any escape: `%70`, `=70`, `\x70`, `\160`, `\u0070`, `&#112;`, `\"`, also escaped twice;
- in hexadecimal digits, with or without separators;
- in base64 (RFC 4648 sections 4 and 5), at whatever place of whatever was encoded: three bytes make four characters, so
  that a text has three faces. The whole run of base64 around it goes, because its ends hold bits of the secret too.

A secret of up to `SHORT` characters is found as a whole word only, also in the SASL messages that hold it (RFC 4616).
Inside words it would be found everywhere, and the holes in the text would tell it.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final, final

from postroom.model.secret import REDACTED, Secret

SHORT: Final = 3
"""Secrets of so many characters are found as whole words only."""

_OPENING: Final = r"""(?:(?<![^\s"'`(\[{<=:,;|])|(?<=\\x0[01])|(?<=%0[01])|(?<=\\0))"""
_CLOSING: Final = r"""(?:(?![^\s"'`)\]}>=:,;|.!?])|(?=\\x0[01])|(?=%0[01])|(?=\\0))"""
_RUN: Final = r"[A-Za-z0-9+/_-]"
_ESCAPES: Final = ("%", "=", "\\", "&")
"""Without one of these in a text, no character of it is escaped, save a blank."""
_ESCAPE_LENGTH: Final = 13
"""Characters that an escape takes at most for one byte of a secret."""
_NAMED: Final = {'"': "&quot;", "'": "&apos;", "&": "&amp;", "<": "&lt;", ">": "&gt;", " ": r"\+"}
_LETTERED: Final = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
}


class _Family:
    """One way of writing, looked for only in a text that holds one of `signs` in its case-folded form."""

    __slots__ = ("_flags", "_forms", "_pattern", "_signs")

    def __init__(
        self, signs: Iterable[str], forms: Callable[[], Iterable[str]], flags: int = re.IGNORECASE
    ) -> None:
        self._signs = tuple(signs)
        self._forms = forms
        self._flags = flags
        self._pattern: re.Pattern[str] | None = None

    def __call__(self, text: str, folded: str) -> str:
        if not any(sign in folded for sign in self._signs):
            return text
        if self._pattern is None:
            # Compiling takes milliseconds, and few conversations need every family. What is redacted already is found
            # first, because a secret may look like a piece of it.
            self._pattern = re.compile("|".join((re.escape(REDACTED), *self._forms())), self._flags)
        return self._pattern.sub(REDACTED, text)


@final
class Redactor:
    """Replaces secrets by `REDACTED`. Making one costs a fraction of a millisecond, using it some microseconds a line.

    `users` are the names that may stand beside a secret in a SASL PLAIN message.
    """

    __slots__ = ("_families", "reach")

    def __init__(self, secrets: Iterable[Secret] = (), users: Iterable[str] = ()) -> None:
        values = sorted({secret.reveal() for secret in secrets} - {""}, key=len, reverse=True)
        names = ("", *users)
        self._families = (
            (_base64(values, names), _hex(values), _escaped(values), _plain(values)) if values else ()
        )
        self.reach = max((_reach(value, names) for value in values), default=0)
        """Characters of the longest way to write a secret: where a text was cut, its last ones may be half a secret."""

    def __call__(self, text: str) -> str:
        """Give `text` without a secret in it."""
        folded = text.casefold()
        for family in self._families:
            text = family(text, folded)
        return text


def _plain(values: list[str]) -> _Family:
    forms = sorted({form for value in values for form in _spellings(value)}, key=len, reverse=True)
    return _Family(
        {form.casefold() for form in forms}, lambda: (_whole_word(re.escape(form), form) for form in forms)
    )


def _escaped(values: list[str]) -> _Family:
    signs = (*_ESCAPES, "+") if any(" " in value for value in values) else _ESCAPES

    def forms() -> Iterator[str]:
        for value in values:
            for form in _compositions(value):
                yield _whole_word("".join(map(_any_escape, form)), form)

    return _Family(signs, forms)


def _hex(values: list[str]) -> _Family:
    raws = _raws(values)

    def forms() -> Iterator[str]:
        for raw in raws:
            yield _whole_word("[ :,._-]?(?:0x)?".join(f"{byte:02x}" for byte in raw), raw)

    return _Family({f"{raw[0]:02x}" for raw in raws}, forms)


def _base64(values: list[str], names: tuple[str, ...]) -> _Family:
    raws = _raws(values)
    inside = {face for raw in raws for face in _faces(raw) if len(face) > SHORT}
    short = [raw for raw in raws if len(raw) <= SHORT]
    whole = {_encoded(message) for raw in short for message in (raw, *_sasl_plain(raw, names))}
    forms = [rf"(?<!{_RUN}){re.escape(form)}=*(?!{_RUN})" for form in sorted(whole, key=len, reverse=True)]
    if inside:
        forms.insert(0, rf"(?<!{_RUN}){_RUN}*(?:{'|'.join(map(re.escape, inside))}){_RUN}*=*")
    return _Family({form.casefold() for form in inside | whole}, lambda: forms, flags=0)


def _whole_word(pattern: str, form: str | bytes) -> str:
    return pattern if len(form) > SHORT else f"{_OPENING}{pattern}{_CLOSING}"


def _compositions(value: str) -> set[str]:
    """Give the forms of Unicode; SASLprep makes NFKC of a password (RFC 4013 section 2.2)."""
    return {value, *(unicodedata.normalize(form, value) for form in ("NFC", "NFD", "NFKC"))}


def _raws(values: list[str]) -> set[bytes]:
    """Give the bytes that may stand for the values on the wire."""
    forms = {form for value in values for form in _compositions(value)}
    utf8 = {form.encode(errors="surrogatepass") for form in forms}
    return utf8 | {form.encode("latin-1") for form in forms if max(form) <= "\xff"}


def _spellings(value: str) -> set[str]:
    """Give what may be read where the value was written, without an escape."""
    forms = _compositions(value)
    misread = {form.encode(errors="surrogatepass").decode("latin-1") for form in forms}
    lossy = {
        form
        for errors in ("ignore", "replace")
        for form in (value.encode("ascii", errors).decode(), _utf8_of_latin1(value, errors))
        if len(form) > SHORT
    }
    return {
        cased
        for form in forms | misread | lossy
        for cased in (form, form.upper(), form.lower(), form.casefold())
    }


def _utf8_of_latin1(value: str, errors: str) -> str:
    """Read the value's Latin-1 as UTF-8, as libraries do with what a server sent."""
    return value.encode("latin-1", "replace").decode(errors=errors)


def _any_escape(c: str) -> str:
    """Make a pattern of all that may stand for one character; an escape may be escaped again."""
    ways = [re.escape(c) if c != "\\" else r"\\+", rf"&#(?:0*{ord(c)}|x0*{ord(c):x});"]
    utf16 = c.encode("utf-16-be", "surrogatepass")
    ways += ["".join(rf"\\+u{unit}" for unit in _hexes(utf16, 2)), rf"\\+U{ord(c):08x}"]
    for raw in _raws([c]):
        ways += ["".join(start + byte for byte in _hexes(raw, 1)) for start in (r"%(?:25)*", "=", r"\\+x")]
        ways.append("".join(rf"\\+{byte:03o}" for byte in raw))
    if c in _NAMED:
        ways.append(_NAMED[c])
    if c in _LETTERED:
        ways.append(rf"\\+{_LETTERED[c]}")
    elif not c.isalnum() and c != "\\":
        ways.append(rf"\\+{re.escape(c)}")
    return f"(?:{'|'.join(ways)})"


def _hexes(raw: bytes, size: int) -> list[str]:
    return [raw[at : at + size].hex() for at in range(0, len(raw), size)]


def _faces(raw: bytes) -> set[str]:
    """Give those parts of base64, in both alphabets, that `raw` alone decides, for each place modulo three."""
    faces = set()
    for before in range(3):
        text = _encoded(bytes(before) + raw + bytes(2))
        face = text[-(-8 * before // 6) : 8 * (before + len(raw)) // 6]
        faces |= {face, face.replace("+", "-").replace("/", "_")}
    return faces


def _sasl_plain(raw: bytes, names: tuple[str, ...]) -> set[bytes]:
    """Give the messages of RFC 4616 that hold `raw`, for each pair of identities."""
    users = [name.encode(errors="replace") for name in names]
    return {b"\0".join((acting, user, raw)) for acting in users for user in users}


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _reach(value: str, names: tuple[str, ...]) -> int:
    longest_name = max(len(name.encode(errors="replace")) for name in names)
    size = max(len(form) for form in _raws([value]))
    return size * _ESCAPE_LENGTH + 3 * longest_name

"""One certificate of a stranger, read part by part: what cannot be read is None, never an exception."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from postroom.model.printable import printable

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

S = TypeVar("S")
T = TypeVar("T")
E = TypeVar("E", bound="x509.ExtensionType")


class Certificate:
    """A certificate in DER. A part is parsed when it is asked for, and may be malformed or of an unknown kind."""

    def __init__(self, der: bytes) -> None:
        self.der = der

    @cached_property
    def parsed(self) -> x509.Certificate | None:
        """The certificate with all its parts still to be parsed; None where it is none."""
        return self._parsing[0]

    @property
    def trouble(self) -> str:
        """Why it, or an extension in it, cannot be read (RFC 5280 section 4.2); empty where all can."""
        return self._parsing[1] or self._extensions[1]

    @cached_property
    def subject(self) -> str | None:
        """Its name as RFC 4514 writes it."""
        return self.part(lambda parsed: shown(parsed.subject.rfc4514_string()))

    @cached_property
    def issuer(self) -> str | None:
        """Its issuer's name as RFC 4514 writes it."""
        return self.part(lambda parsed: shown(parsed.issuer.rfc4514_string()))

    @cached_property
    def period(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment of its validity, in UTC."""
        return self.part(lambda parsed: (parsed.not_valid_before_utc, parsed.not_valid_after_utc))

    @cached_property
    def public_key(self) -> CertificatePublicKeyTypes | None:
        return self.part(lambda parsed: parsed.public_key())

    @cached_property
    def is_authority(self) -> bool:
        """Whether it says that it may issue certificates (RFC 5280 section 4.2.1.9)."""
        from cryptography import x509

        constraints = self.extension(x509.BasicConstraints)
        return constraints is not None and constraints.ca

    @property
    def extensions(self) -> tuple[x509.Extension[x509.ExtensionType], ...]:
        """Its extensions; none where one of them cannot be read."""
        return self._extensions[0]

    def extension(self, kind: type[E]) -> E | None:
        """Give an extension; None where it has none of this kind, or none can be read."""
        return next((found.value for found in self.extensions if isinstance(found.value, kind)), None)

    def part(self, read: Callable[[x509.Certificate], T]) -> T | None:
        """Read one part."""
        return None if self.parsed is None else _read(read, self.parsed)[0]

    @cached_property
    def _parsing(self) -> tuple[x509.Certificate | None, str]:
        from cryptography import x509

        return _read(x509.load_der_x509_certificate, self.der)

    @cached_property
    def _extensions(self) -> tuple[tuple[x509.Extension[x509.ExtensionType], ...], str]:
        if self.parsed is None:
            return (), ""
        extensions, trouble = _read(lambda parsed: tuple(parsed.extensions), self.parsed)
        return extensions or (), trouble


def shown(text: str) -> str:
    """Give a stranger's text in a form that can be shown."""
    return printable(text.encode("utf-8", "surrogatepass"))


def _read(read: Callable[[S], T], source: S) -> tuple[T | None, str]:
    """Give what `read` finds in `source`, or the library's words on why it cannot be read.

    The library also warns of certificates that it will refuse one day, to authors of certificates; users are told here.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType

    unreadable = ValueError, TypeError, LookupError
    unknown = UnsupportedAlgorithm, DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(source), ""
    except (*unreadable, *unknown) as error:
        return None, shown(str(error)) or type(error).__name__

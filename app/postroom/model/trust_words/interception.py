"""Local interception: programs of the computer, and machines of its network, that take a server's place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Interceptor(StrEnum):
    """What it is that opens connections."""

    ANTIVIRUS = "antivirus"
    """A program on this computer that looks for malware in them."""
    PROXY = "proxy"
    """A machine or service of the network that looks into them for its owner."""
    DEBUGGER = "debugger"
    """A tool with which developers read them."""


@dataclass(frozen=True, slots=True)
class Interception:
    """A product whose name stands in the issuer of a server's certificate. Anybody can write it there."""

    product: str
    interceptor: Interceptor


_PRODUCTS: Final = {
    Interceptor.ANTIVIRUS: (
        (r"avast", "Avast"),
        (r"\bAVG\b", "AVG"),
        (r"kaspersky", "Kaspersky"),
        (r"\bESET\b", "ESET"),
        (r"bitdefender", "Bitdefender"),
        (r"adguard", "AdGuard"),
        (r"dr\.?web\b", "Dr.Web"),
        (r"norton (web|mail|shield|family)", "Norton"),
        (r"bullguard", "BullGuard"),
    ),
    Interceptor.PROXY: (
        (r"zscaler", "Zscaler"),
        (r"sophos", "Sophos"),
        (r"forti(gate|net|ssl|client|proxy)", "Fortinet FortiGate"),
        (r"palo ?alto", "Palo Alto Networks"),
        (r"cisco umbrella|opendns", "Cisco Umbrella"),
        (r"netskope|goskope", "Netskope"),
        (r"blue ?coat|proxysg", "Blue Coat"),
        (r"check ?point", "Check Point"),
        (r"forcepoint|websense", "Forcepoint"),
        (r"sonicwall", "SonicWall"),
        (r"watchguard|fireware", "WatchGuard"),
        (r"barracuda", "Barracuda"),
        (r"mcafee web gateway|skyhigh", "Skyhigh Web Gateway"),
        (r"gateway ca - cloudflare", "Cloudflare Gateway"),
        (r"\bsquid\b", "Squid"),
        (r"untangle", "Untangle"),
    ),
    Interceptor.DEBUGGER: (
        (r"mitmproxy", "mitmproxy"),
        (r"fiddler", "Fiddler"),
        (r"charles proxy", "Charles"),
        (r"portswigger", "Burp Suite"),
        (r"proxyman", "Proxyman"),
        (r"http toolkit", "HTTP Toolkit"),
    ),
}

_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), Interception(product, interceptor))
    for interceptor, products in _PRODUCTS.items()
    for pattern, product in products
)


def interception(issuers: Iterable[str]) -> Interception | None:
    """Recognise a product by the issuers of a chain; None where none is known."""
    written = "\n".join(issuers)
    return next((found for pattern, found in _PATTERNS if pattern.search(written)), None)

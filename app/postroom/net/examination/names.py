"""Whether a certificate is for the host that was typed (RFC 9525 section 6). The common name counts no more."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from postroom.model.problems import NameEvidence
from postroom.model.trust import normal_host
from postroom.net.examination.certificate import Certificate, shown
from postroom.net.examination.facts import names_of

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address


def name_evidence(certificate: Certificate, host: str) -> NameEvidence | None:
    """Say which names it is for where `host` is none of them; None where it is."""
    from cryptography import x509

    typed = normal_host(host.partition("%")[0])  # certificates know no scopes
    found = certificate.extension(x509.SubjectAlternativeName)
    if found is not None:
        address = _address(typed)
        if address is not None and address in found.get_values_for_type(x509.IPAddress):
            return None
        if address is None and any(matches(name, typed) for name in found.get_values_for_type(x509.DNSName)):
            return None
    return NameEvidence(host, names_of(certificate), _common_name_for(certificate, typed))


def matches(presented: str, typed: str) -> bool:
    """Tell whether a name in a certificate covers a name in its normal form (RFC 9525 section 6.3).

    `*` stands for one whole label, the first, and never for one right below a top-level domain.
    """
    presented = presented.lower()
    if presented == typed:
        return "*" not in presented
    star, _, parent = presented.partition(".")
    label, _, rest = typed.partition(".")
    return star == "*" and label != "" and "." in parent and "*" not in parent and rest == parent


def _address(typed: str) -> IPv4Address | IPv6Address | None:
    try:
        return ipaddress.ip_address(typed)
    except ValueError:
        return None


def _common_name_for(certificate: Certificate, typed: str) -> str:
    """Give the common name that would have covered the host when common names counted."""
    from cryptography.x509 import NameOID

    names = certificate.part(
        lambda parsed: [
            str(name.value) for name in parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        ]
    )
    return next((shown(name) for name in names or () if matches(name, typed) or name == typed), "")

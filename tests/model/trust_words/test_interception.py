"""Products that take a server's place are known by the issuer that they write."""

from __future__ import annotations

import pytest

from postroom.model.trust_words.interception import Interception, Interceptor, interception


@pytest.mark.parametrize(
    ("issuer", "product", "interceptor"),
    [
        ("CN=Avast Web/Mail Shield Root,O=Avast Web/Mail Shield", "Avast", Interceptor.ANTIVIRUS),
        ("CN=avast! Web/Mail Shield Root", "Avast", Interceptor.ANTIVIRUS),
        ("CN=AVG Web/Mail Shield Root", "AVG", Interceptor.ANTIVIRUS),
        ("CN=Kaspersky Anti-Virus Personal Root Certificate", "Kaspersky", Interceptor.ANTIVIRUS),
        ("CN=ESET SSL Filter CA,O=ESET\\, spol. s r. o.,C=SK", "ESET", Interceptor.ANTIVIRUS),
        ("CN=Bitdefender Personal CA.Net-Defender", "Bitdefender", Interceptor.ANTIVIRUS),
        ("CN=Sophos SSL CA_C01001,O=Sophos", "Sophos", Interceptor.PROXY),
        ("CN=Zscaler Intermediate Root CA (zscaler.net)", "Zscaler", Interceptor.PROXY),
        ("CN=FGT60E,OU=Certificate Authority,O=Fortinet", "Fortinet FortiGate", Interceptor.PROXY),
        ("CN=Palo Alto Networks Decryption", "Palo Alto Networks", Interceptor.PROXY),
        ("CN=Cisco Umbrella Root CA,O=Cisco", "Cisco Umbrella", Interceptor.PROXY),
        ("CN=ca.example.goskope.com", "Netskope", Interceptor.PROXY),
        ("CN=Blue Coat ProxySG", "Blue Coat", Interceptor.PROXY),
        ("CN=mitmproxy,O=mitmproxy", "mitmproxy", Interceptor.DEBUGGER),
        ("CN=DO_NOT_TRUST_FiddlerRoot", "Fiddler", Interceptor.DEBUGGER),
        ("CN=Charles Proxy CA (1 Jan 2026)", "Charles", Interceptor.DEBUGGER),
    ],
)
def test_a_product_is_recognised(issuer: str, product: str, interceptor: Interceptor) -> None:
    assert interception(["CN=somebody else", issuer]) == Interception(product, interceptor)


@pytest.mark.parametrize(
    "issuer",
    [
        "CN=R11,O=Let's Encrypt,C=US",
        "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US",
        "CN=Charles de Gaulle Airport CA",
        "CN=Planeset CA",
        "CN=Savgol CA",
        "CN=Cisco RXC-R2,O=Cisco Systems,C=US",
        "",
    ],
)
def test_an_authority_is_not_taken_for_one(issuer: str) -> None:
    assert interception([issuer]) is None

"""Both stores are loaded once, with what files add."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import certifi
import pytest

from postroom.model.tls import TrustMode
from postroom.net.errors import TrustUnavailable
from postroom.net.examination.authorities import authorities_in, portable_authorities, system_authorities
from postroom.net.examination.openssl import verify
from postroom.net.examination.stores import Store, load_stores
from tests.support.pki import NOW
from tests.support.situations import intermediate, root, server


def trusts(store: Store) -> bool:
    """Tell whether a store vouches for a server whose certificate the test root issued."""
    return not verify([server(root()).der], store.anchors, NOW).objections


def test_a_file_adds_to_both_stores_and_to_no_others(tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    file.write_text(f"Some words before.\n{intermediate().pem}{root().pem}")
    added, plain = load_stores([file]), load_stores()
    assert (added.system.mode, added.portable.mode) == (TrustMode.SYSTEM, TrustMode.PORTABLE)
    assert trusts(added.system)
    assert trusts(added.portable)
    assert not trusts(plain.system)
    assert not trusts(plain.portable)


def test_stores_are_loaded_once_until_a_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    file.write_text(intermediate().pem)
    first = load_stores([file])
    assert load_stores([file]).system is first.system
    file.write_text(root().pem)
    os.utime(file, ns=(1, 1))
    assert trusts(load_stores([file]).system)


def test_the_portable_store_is_certifi_s() -> None:
    listed = Path(certifi.where()).read_text(encoding="utf-8").count("BEGIN CERTIFICATE")
    assert len(portable_authorities().certificates) == listed


def test_the_system_s_store_is_the_one_that_python_asks() -> None:
    context = ssl.create_default_context()
    found = system_authorities()
    assert len(found.certificates) >= context.cert_store_stats()["x509_ca"]
    assert found.folder == ssl.get_default_verify_paths().capath


def test_a_system_that_python_does_not_know_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(root().pem)
    nowhere = ssl.DefaultVerifyPaths("", "", "SSL_CERT_FILE", "/nowhere", "SSL_CERT_DIR", "/nowhere")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    monkeypatch.setattr("postroom.net.examination.authorities._UNIX_BUNDLES", ("/nowhere/x.pem", str(bundle)))
    assert len(system_authorities().certificates) == 1
    monkeypatch.setattr("postroom.net.examination.authorities._UNIX_BUNDLES", ())
    assert system_authorities().certificates == ()


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    der, damaged = tmp_path / "root.der", tmp_path / "damaged.pem"
    der.write_bytes(root().der)
    damaged.write_text(root().pem.replace("\nMII", "\nNII"))
    for path in (der, damaged):
        with pytest.raises(TrustUnavailable, match="holds no certificate in PEM form"):
            load_stores([path])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrustUnavailable, match="cannot be read: No such file"):
        load_stores([tmp_path / "nothing.pem"])
    with pytest.raises(TrustUnavailable, match="cannot be read"):
        authorities_in(tmp_path)
    with pytest.raises(TrustUnavailable, match="cannot be read: embedded null byte"):
        load_stores([tmp_path / "no\0name.pem"])


def test_a_frozen_program_without_its_bundle_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "cacert.pem"))
    with pytest.raises(TrustUnavailable, match="install Postroom again"):
        portable_authorities()

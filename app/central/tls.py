"""Central's own certificate authority and the TLS 1.3 side of its socket.

Desks pin the authority, so dates in certificates prove nothing: they are as wide as X.509 allows, and a counter PC whose
clock is years off still reaches central. The server's key is made anew at each start and touches the disk only as long as
the TLS library needs to read it.
"""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280 §4.1.2.5: no well-defined end


def new_authority() -> tuple[bytes, bytes]:
    """A new CA on P-256: private key (PKCS #8, DER) and certificate (DER)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Minwon central authority")])
    certificate = (
        _builder(name, name, key.public_key(), key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption()), certificate.public_bytes(encoding)


def certificate_pem(der: bytes) -> str:
    return ssl.DER_cert_to_PEM_cert(der)


def certificate_der(pem: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem)


def server_context(ca_key: bytes, ca_certificate: bytes, names: Sequence[str]) -> ssl.SSLContext:
    """What the socket needs: TLS 1.3 only, a fresh key, a certificate for those names and addresses, and the CA sent along."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    authority = x509.load_der_x509_certificate(ca_certificate)
    signer: Any = serialization.load_der_private_key(ca_key, None)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Minwon central")])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), signer.public_key())
        .add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain = certificate.public_bytes(serialization.Encoding.PEM) + certificate_pem(ca_certificate).encode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["http/1.1"])
    with tempfile.TemporaryDirectory(prefix="minwon-tls-") as folder:
        path = Path(folder) / "server.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem + chain)
        context.load_cert_chain(path)
    return context


def _builder(subject: Any, issuer: Any, key: Any, issuer_key: Any) -> Any:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(*, sign_certificates: bool) -> Any:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(names: Sequence[str]) -> list[Any]:
    from cryptography import x509

    found: dict[str, Any] = {}
    for name in names:
        try:
            found[name] = x509.IPAddress(ip_address(name))
        except ValueError:
            # International names travel in their ASCII form; what has none is no host name.
            found[name] = x509.DNSName(name.encode("idna").decode())
    return list(found.values())

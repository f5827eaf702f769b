"""The broker's certificates: an authority of our own, one for the broker, one for its controller. PEM, no keytool."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.infra.home import Home, write_private

LIFETIME = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)
HOLDERS = ("broker", "controller")


def ca_file(home: Home) -> Path:
    """The authority's certificate, which every client trusts."""
    return home.tls / "ca.pem"


def ensure(home: Home) -> None:
    """Make the certificates unless they exist and last another month. The authority's key is not kept."""
    if _all_there(home):
        return
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    for holder in HOLDERS:
        key = ec.generate_private_key(ec.SECP256R1())
        chain = _pem(_signed(holder, key, authority_key)) + _pem(authority)
        write_private(home.tls / f"{holder}.pem", _private_pem(key) + chain)
    write_private(ca_file(home), _pem(authority))


def _all_there(home: Home) -> bool:
    if not all((home.tls / f"{holder}.pem").exists() for holder in HOLDERS) or not ca_file(home).exists():
        return False
    end = x509.load_pem_x509_certificate(ca_file(home).read_bytes()).not_valid_after_utc
    return datetime.now(UTC) < end - RENEW_BEFORE


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    builder = _builder("finsam-ca", "finsam-ca", key)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(_usage(signs_certificates=True), critical=True).sign(key, hashes.SHA256())


def _signed(
    holder: str,
    key: ec.EllipticCurvePrivateKey,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    loopback = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = _builder(holder, "finsam-ca", key)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName(loopback), critical=False)
    builder = builder.add_extension(issuer, critical=False)
    return builder.add_extension(_usage(signs_certificates=False), critical=True).sign(
        authority_key, hashes.SHA256()
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())

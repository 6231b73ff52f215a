"""Makes and reads certificates; knows no files. They pass OpenSSL's strict checks, which Python 3.13 turns on."""

from __future__ import annotations

import datetime
import ipaddress
import typing as t

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    THERE = True
except ImportError:
    THERE = False

SKEW = datetime.timedelta(hours=1)
"""How far clocks may be apart: certificates begin this much before they are made."""


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def key_to_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    encryption = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def key_from_pem(pem: bytes | None) -> ec.EllipticCurvePrivateKey | None:
    """The key, or None where it can't be read."""
    try:
        key = serialization.load_pem_private_key(pem or b"", None)
    except ValueError:
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def certificate_from_pem(pem: bytes | None) -> x509.Certificate | None:
    """The first certificate, or None where it can't be read."""
    try:
        return x509.load_pem_x509_certificate(pem or b"")
    except ValueError:
        return None


def to_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def belong(key: ec.EllipticCurvePrivateKey | None, certificate: x509.Certificate) -> bool:
    return key is not None and key.public_key() == certificate.public_key()


def self_signed(key: ec.EllipticCurvePrivateKey, name: str, days: int) -> x509.Certificate:
    """A CA's own certificate. It may issue for servers, not for other CAs."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key.public_key(), key.public_key(), now() + datetime.timedelta(days=days))
    usage = _usage(key_cert_sign=True, crl_sign=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def issue(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    public_key: t.Any,
    *,
    dns: t.Sequence[str],
    addresses: t.Sequence[str],
    days: int,
) -> x509.Certificate:
    """A server's certificate. It ends with the CA at the latest."""
    names = [*map(x509.DNSName, dns), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, [*dns, *addresses][0][:64])])
    ends = min(now() - SKEW + datetime.timedelta(days=days), authority.not_valid_after_utc)
    builder = _builder(subject, authority.subject, public_key, authority_key.public_key(), ends)
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )
    return builder.sign(authority_key, hashes.SHA256())


def issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether the CA signed it, for servers."""
    try:
        certificate.verify_directly_issued_by(authority)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.SERVER_AUTH in usage


def names_of(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """DNS names, and addresses as text."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    addresses = names.get_values_for_type(x509.IPAddress)
    return tuple(names.get_values_for_type(x509.DNSName)), tuple(str(address) for address in addresses)


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: t.Any, issuer_key: t.Any, ends: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - SKEW)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(**used: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
        "crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: used.get(name, False) for name in names.split()})


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)

"""Certificates that sign webhooks: those of Microsoft Corporation, by a chain to one of the pinned roots."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.x509 import (
    AccessDescription,
    AuthorityInformationAccess,
    Certificate,
    ExtensionNotFound,
    UniformResourceIdentifier,
    load_der_x509_certificate,
    load_pem_x509_certificate,
    load_pem_x509_certificates,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from bot.errors import ConfigurationError
from bot.services.hearing.ports import Unproven

ROOTS = Path(__file__).with_name("roots.pem")
ORGANISATION = "Microsoft Corporation"
# Intermediates between the signing certificate and a root.
DEPTH = 3


def roots(file: Path | None) -> list[Certificate]:
    """Read the pinned roots, ours or the operator's; ConfigurationError for a file that is none."""
    try:
        return load_pem_x509_certificates((file or ROOTS).read_bytes())
    except OSError as error:
        raise ConfigurationError(f"PARTNER_CENTER_WEBHOOK_ROOTS: {file}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"PARTNER_CENTER_WEBHOOK_ROOTS: {file}: holds no PEM certificates") from error


def parse(content: bytes) -> Certificate:
    """Read a certificate, DER or PEM; Unproven if it is none."""
    try:
        pem = content.lstrip().startswith(b"-----BEGIN")
        return load_pem_x509_certificate(content) if pem else load_der_x509_certificate(content)
    except ValueError:
        raise Unproven("certificate") from None


def issuer_address(certificate: Certificate) -> str | None:
    """Return the address that a certificate gives for its issuer's own, if it does."""
    try:
        found = certificate.extensions.get_extension_for_class(AuthorityInformationAccess).value
    except (ExtensionNotFound, ValueError):
        return None
    return next((each for each in map(_issuer, found) if each), None)


def _issuer(described: AccessDescription) -> str | None:
    where = described.access_location
    is_issuer = described.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    return where.value if is_issuer and isinstance(where, UniformResourceIdentifier) else None


def check(certificate: Certificate, between: Sequence[Certificate], trusted: Store, now: datetime) -> None:
    """Raise Unproven unless it is Microsoft's, valid at `now`, and leads to a trusted root by those `between`."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    if [name.value for name in names] != [ORGANISATION]:
        raise Unproven("certificate")
    # Whom the certificate was made for does not matter, so its own extensions are free; those above it are not.
    policy = PolicyBuilder().store(trusted).time(now).max_chain_depth(DEPTH)
    policy = policy.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        policy.build_client_verifier().verify(certificate, list(between))
    except VerificationError:
        raise Unproven("certificate") from None

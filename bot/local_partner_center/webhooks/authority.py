"""A root, an authority below it, and signers in Microsoft's name, worth nothing outside of this machine."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

ORGANISATION = "Microsoft Corporation"
HASHES: dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    "rsa-sha256": hashes.SHA256,
    "rsa-sha384": hashes.SHA384,
    "rsa-sha512": hashes.SHA512,
}


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
    )


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def sign(self, body: bytes, algorithm: str = "rsa-sha256") -> bytes:
        """Sign bytes."""
        return self.key.sign(body, padding.PKCS1v15(), HASHES[algorithm]())

    @property
    def der(self) -> bytes:
        """The certificate as it is served."""
        return self.certificate.public_bytes(Encoding.DER)


@dataclass
class Authority:
    """Issues signers' certificates from `now` on; `address` is where its own intermediate certificate is served."""

    now: datetime
    address: str
    root: Holder = field(init=False)
    intermediate: Holder = field(init=False)

    def __post_init__(self) -> None:
        root, name = _key(), _name("Local Root", "Local Authority")
        self.root = Holder(root, self._ca(name, root.public_key(), name, root, None))
        key = _key()
        below = self._ca(_name("Local Issuer", "Local Authority"), key.public_key(), name, root, self.root)
        self.intermediate = Holder(key, below)

    @property
    def pem(self) -> bytes:
        """The root, as an operator pins it."""
        return self.root.certificate.public_bytes(Encoding.PEM)

    def signer(self, organisation: str = ORGANISATION, days: int = 365) -> Holder:
        """Issue the certificate of a sender; one of negative `days` has ended."""
        key = _key()
        issuer = self.intermediate
        where = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(self.address)
        )
        made = self._begun(_name("local-dispatch", organisation), key.public_key(), issuer.certificate.subject)
        made = made.not_valid_after(self.now + timedelta(days=days))
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(x509.AuthorityInformationAccess([where]), critical=False)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        made = made.add_extension(above, critical=False)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("local-dispatch.example")]), critical=False)
        return Holder(key, made.sign(issuer.key, hashes.SHA256()))

    def _begun(self, subject: x509.Name, key: rsa.RSAPublicKey, issuer: x509.Name) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key)
        return made.serial_number(x509.random_serial_number()).not_valid_before(self.now - timedelta(days=400))

    def _ca(
        self, subject: x509.Name, key: rsa.RSAPublicKey, issuer: x509.Name, by: rsa.RSAPrivateKey, above: Holder | None
    ) -> x509.Certificate:
        made = self._begun(subject, key, issuer).not_valid_after(self.now + timedelta(days=3650))
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        if above is not None:
            known = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key())
            made = made.add_extension(known, critical=False)
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        return made.add_extension(usage, critical=True).sign(by, hashes.SHA256())

"""Signature of a webhook: read from its headers, and held against the bytes of the body (docs/partner-center.md)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate

from bot.services.hearing.ports import Unproven

SCHEME = "signature"
# What Microsoft's own sample checks is SHA-256; SHA-1, which a comment there names, is not taken.
ALGORITHMS: Mapping[str, type[hashes.HashAlgorithm]] = {
    "rsa-sha256": hashes.SHA256,
    "rsa-sha384": hashes.SHA384,
    "rsa-sha512": hashes.SHA512,
}
LONGEST = 2048


@dataclass(frozen=True)
class Signature:
    """Signature as its sender states it: nothing of it is proved yet."""

    value: bytes
    algorithm: hashes.HashAlgorithm
    certificate_url: str


def read(headers: Mapping[str, str]) -> Signature:
    """Read x-ms-signature, else Authorization, each with or without the word "Signature"; Unproven if it cannot be."""
    said = headers.get("X-MS-Signature") or headers.get("Authorization") or ""
    url = headers.get("X-MS-Certificate-Url", "")
    algorithm = ALGORITHMS.get(headers.get("X-MS-Signature-Algorithm", "").strip().lower())
    if not said or not url or algorithm is None or max(len(said), len(url)) > LONGEST:
        raise Unproven("unsigned")
    scheme, _, rest = said.strip().partition(" ")
    text = rest if scheme.lower() == SCHEME else said
    try:
        return Signature(base64.b64decode(text.strip(), validate=True), algorithm(), url)
    except (binascii.Error, ValueError):
        raise Unproven("unsigned") from None


def check(signature: Signature, certificate: Certificate, body: bytes) -> None:
    """Raise Unproven unless the holder of the certificate signed exactly these bytes."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Unproven("wrong_signature")
    try:
        key.verify(signature.value, body, PKCS1v15(), signature.algorithm)
    except InvalidSignature:
        raise Unproven("wrong_signature") from None

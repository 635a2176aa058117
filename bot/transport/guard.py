"""Guard of the HTTP port: size, age and signature of a request's raw bytes, before anything in it is parsed."""

import hashlib
import hmac
import re
from collections.abc import Mapping

MOST_BYTES = 1024 * 1024
MOST_SECONDS_OFF = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Refusal(Exception):
    """Refused request: HTTP status, and a reason that serves as metric label and reveals nothing."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def check_size(declared: str | None) -> None:
    """Raise Refusal 413 if Content-Length exceeds MOST_BYTES; a body that lies about it is stopped while being read."""
    if declared and declared.isdecimal() and int(declared[:20]) > MOST_BYTES:
        raise Refusal(413, "too_large")


def check_signature(secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Raise Refusal 401 unless Slack signed these bytes within 5 minutes of `now` (Unix seconds)."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    # Both shapes are checked first: int() and compare_digest() raise on digits and letters beyond ASCII.
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        raise Refusal(401, "unsigned")
    if abs(now - int(timestamp)) > MOST_SECONDS_OFF:
        raise Refusal(401, "stale")
    expected = hmac.digest(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hex()
    if not hmac.compare_digest(expected, signature[3:]):
        raise Refusal(401, "wrong_signature")


def is_ssl_check(body: bytes) -> bool:
    """Tell if this is Slack's unsigned certificate probe, which is answered without looking further."""
    return len(body) < 1024 and b"ssl_check=1" in body.split(b"&")

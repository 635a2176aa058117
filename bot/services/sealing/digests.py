"""Digests of history rows and the hashes over them (docs/decisions/0015-sealed-history.md), all SHA-256 in hex."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.models import AuditEvent
from bot.services.store.sql import table

COLUMNS = tuple(column.name for column in table(AuditEvent).columns)
# What stands before the first seal.
GENESIS = "0" * 64


def make_salt() -> str:
    """Make what keeps the digest of a row from being tried out: 16 random bytes in hex."""
    return secrets.token_hex(16)


def digest_of(event: Mapping[Any, Any], salt: str) -> str:
    """Return the digest of a whole row, given by its columns."""
    return _hashed([salt, *(_plain(event[name]) for name in COLUMNS)])


def root_of(digests: Iterable[tuple[int, str]]) -> str:
    """Return the hash of (event id, digest) pairs, which come in the order of the ids."""
    hashed = hashlib.sha256()
    for event_id, digest in digests:
        hashed.update(f"{event_id} {digest}\n".encode())
    return hashed.hexdigest()


def hash_of(seal: Mapping[Any, Any]) -> str:
    """Return the hash of a seal, which covers its fields and the hash of the seal before."""
    return _hashed([_plain(seal[name]) for name in ("previous", "at", "events", "last_event", "root", "erasure")])


def _hashed(values: list[Any]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value

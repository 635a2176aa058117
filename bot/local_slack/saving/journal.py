"""File of parts, a line of JSON each: new values are appended, the last of a key counts, null takes it away.

The first line says which version it is. Each batch of lines ends with an empty one; what follows the last of them
was cut off by the end of its process and does not count.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.local_slack.base.errors import SeedError
from bot.local_slack.saving.parts import from_document

VERSION = 2
HEAD = json.dumps({"version": VERSION}).encode() + b"\n\n"
END = b"\n\n"


def encoded(lines: Iterable[tuple[str, Any]]) -> bytes:
    """Encode a batch of keys and values; empty for none."""
    found = b"\n".join(json.dumps(line, separators=(",", ":")).encode() for line in lines)
    return found + END if found else b""


def whole(parts: Iterable[tuple[str, Any]]) -> bytes:
    """Encode the content of a file that holds these parts and nothing else."""
    return HEAD + encoded(parts)


def read(path: Path) -> dict[str, Any]:
    """Return the parts of a file of this version or of version 1. SeedError when it is neither."""
    head, _, rest = path.read_bytes().partition(b"\n")
    try:
        document = json.loads(head)
        version = document.get("version") if isinstance(document, dict) else None
        if version == 1:
            return from_document(document)
        if version == VERSION:
            return _parts(rest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SeedError(f"The saved state is damaged ({error!r}); delete it to start afresh.") from None
    raise SeedError(f"The saved state has version {version!r}, expected {VERSION}; delete it to start afresh.")


def replace(path: Path, content: bytes) -> int:
    """Replace the file; a reader never sees half of it. Returns its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.touch(0o600)  # what people say is for the owner of this account
    draft.write_bytes(content)
    os.replace(draft, path)
    return len(content)


def append(path: Path, batch: bytes) -> int:
    """Add an encoded batch, all of it or, when that fails with OSError, nothing. Returns the size of the file."""
    with path.open("r+b") as file:
        before = file.seek(0, os.SEEK_END)
        try:
            file.write(batch)
            file.flush()
        except OSError:
            file.truncate(before)
            raise
        return before + len(batch)


def compact(path: Path) -> int:
    """Drop the lines that later ones replaced. Returns the size of the file."""
    last: dict[bytes, bytes] = {}
    for line in _lines(path.read_bytes().partition(b"\n")[2]):
        key, _, value = line.partition(b'",')
        if value == b"null]":
            last.pop(key, None)
        else:
            last[key] = line
    return replace(path, HEAD + b"\n".join(last.values()) + END)


def _parts(text: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in _lines(text):
        key, value = json.loads(line)
        if value is None:
            found.pop(key, None)
        else:
            found[key] = value
    return found


def _lines(text: bytes) -> Iterator[bytes]:
    whole, _, _cut_off = text.rpartition(END)
    yield from filter(None, whole.split(b"\n"))

"""The bodies that Microsoft published, and their bytes as they go over the wire."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "partner_center/bodies"
NAMES = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))
BOM = b"\xef\xbb\xbf"


def body(name: str) -> Any:
    """Return a published body as parsed JSON."""
    return json.loads(FOLDER.joinpath(f"{name}.json").read_bytes())


def wire(value: Any, *, mark: bool = True) -> bytes:
    """Return compact JSON as Microsoft sends it: successes with a byte order mark, errors and events without."""
    return (BOM if mark else b"") + json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()

"""Junk of every JSON type, and payloads bent by it in a few places."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(("", "0", "-1", "9" * 400, "a\0b", "\ud83d", "<!channel>", "%00", "U0HUGO", "all", "{}", "[]"))
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
Path = tuple[str | int, ...]


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the way to each part of a JSON value, but for the value itself."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*at, key)
        yield from paths(part, (*at, key))


@st.composite
def bent(draw: st.DrawFn, payload: dict[str, Any]) -> dict[str, Any]:
    """Replace, remove or double up to four parts of a payload."""
    changed = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 4))):
        found = list(paths(changed))
        if found:
            _bend(draw, changed, draw(st.sampled_from(found)))
    return changed


def _bend(draw: st.DrawFn, payload: Any, path: Path) -> None:
    holder = payload
    for key in path[:-1]:
        holder = holder[key]
    match draw(st.sampled_from(("replace", "remove", "double"))):
        case "replace":
            holder[path[-1]] = draw(JUNK)
        case "remove":
            del holder[path[-1]]
        case "double":
            holder[path[-1]] = [holder[path[-1]], copy.deepcopy(holder[path[-1]])]

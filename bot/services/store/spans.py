"""Spans of what is done, for a tracer if one listens; without one a span is nothing at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

# Called with a name and attributes; its answer is entered and left around what is done.
Tracer = Callable[[str, dict[str, Any]], AbstractContextManager[Any]]
_NOTHING: AbstractContextManager[Any] = nullcontext()
_tracer: Tracer | None = None


def span(name: str, **attributes: str | int | float) -> AbstractContextManager[Any]:
    """Return a block to do something in, told to the tracer with these attributes."""
    return _NOTHING if _tracer is None else _tracer(name, attributes)


def listen(tracer: Tracer | None) -> None:
    """Have this tracer told of every span from now on; None ends it."""
    global _tracer
    _tracer = tracer

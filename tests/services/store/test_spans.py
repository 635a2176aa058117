"""Spans reach the tracer that listens, and nobody otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.services.store import spans


def test_spans_are_told_while_somebody_listens() -> None:
    told: list[tuple[str, dict[str, Any]]] = []

    @contextmanager
    def tracer(name: str, attributes: dict[str, Any]) -> Iterator[None]:
        told.append((name, attributes))
        yield

    spans.listen(tracer)
    with spans.span("slack", method="views.open"):
        pass
    spans.listen(None)
    with spans.span("slack", method="views.push"):
        pass
    assert told == [("slack", {"method": "views.open"})]

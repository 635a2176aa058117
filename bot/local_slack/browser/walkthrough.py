"""Walkthrough of the app: tasks given as data by the program that embeds the workspace, done when the wire shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.local_slack.base.models import Json
from bot.local_slack.base.wire import Record, Wire

Words = str | Mapping[str, str]
MISSING = object()


@dataclass(frozen=True, slots=True)
class Task:
    """Task to try. `title` and `text` (markup) are words, or words by language (`{"en": …, "es": …}`).

    `when` is what the wire must show, see `happened`.
    """

    title: Words
    text: Words
    when: Mapping[str, Any] = field(default_factory=dict)


def happened(record: Record, when: Mapping[str, Any]) -> bool:
    """Tell if a record that went well is the one a task waits for.

    `kind` is the record's kind (default `payload`: what a person did), `name` its name. Every other key is a
    dotted path into the payload, arguments, answer or note, such as `view.callback_id` or `actions.0.action_id`; its
    value must be equal, or one of a list: `{"name": "view_submission", "view.callback_id": "order"}`. What a person
    did beside Slack is a note: `outside` (`scheme`, `url`, `action` of a page of another host), `clock` (`seconds`).
    """
    if not record.ok or record.kind != when.get("kind", "payload"):
        return False
    if "name" in when and record.name != when["name"]:
        return False
    document = record.data.get("payload") if record.kind in ("payload", "ack") else record.data
    paths = {path: wanted for path, wanted in when.items() if path not in ("kind", "name")}
    return all(_equal(_under(document, path), wanted) for path, wanted in paths.items())


def _under(document: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(document, list) and key.isdecimal() and int(key) < len(document):
            document = document[int(key)]
        else:
            document = document.get(key, MISSING) if isinstance(document, Mapping) else MISSING
    return document


def _equal(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


class Walkthrough:
    """Tasks, and those of them that are done; without tasks the page shows no walkthrough."""

    def __init__(self, wire: Wire, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._tasks: list[Task] = []
        self._done: set[int] = set()
        wire.subscribe(self._see)

    def offer(self, tasks: Iterable[Task]) -> None:
        """Replace the tasks; what was done stays done at the same place in the list."""
        self._tasks = list(tasks)
        self._changed()

    @property
    def done(self) -> list[int]:
        """Places in the list of the tasks that are done; may be set, to restore them."""
        return sorted(self._done)

    @done.setter
    def done(self, places: Iterable[int]) -> None:
        self._done = set(places)
        self._changed()

    def as_json(self) -> Json:
        """Return the tasks in order for the page."""
        return {
            "tasks": [
                {"title": task.title, "text": task.text, "done": place in self._done}
                for place, task in enumerate(self._tasks)
            ]
        }

    def _see(self, record: Record) -> None:
        met = {place for place, task in enumerate(self._tasks) if task.when and happened(record, task.when)}
        if met - self._done:
            self._done |= met
            self._changed()

"""Surface before a person - a modal, the Home tab or a message - and finding elements on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.local_slack.base.elements import Field, fields, options_of
from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Json, Message, Values, View


@dataclass(slots=True)
class Surface:
    """Visible part of the screen; `values` and `loaded` are the live ones and may be changed through it."""

    owner: View | Message
    blocks: list[Json]
    values: Values
    loaded: dict[str, Json] = field(default_factory=dict)

    @property
    def view(self) -> View | None:
        """View, None for a message."""
        return self.owner if isinstance(self.owner, View) else None

    @property
    def name(self) -> str:
        """Name of the surface in words, for messages."""
        if isinstance(self.owner, View):
            return f"the modal {self.owner.title!r}" if self.owner.kind == "modal" else "the Home tab"
        return f"the message {self.owner.ts}"

    def fields(self) -> list[Field]:
        """List interactive elements in reading order."""
        return list(fields(self.blocks))

    def there(self) -> str:
        """List the usable elements in words, for error messages."""
        return ", ".join(f"{f.block_id}/{f.action_id} ({f.type} {f.label!r})" for f in self.fields())

    def matching(self, ref: str) -> list[Field]:
        """Find elements by action_id, block_id, `block_id/action_id`, or, if none, by their label."""
        found = self.fields()
        for same in (_by_pair, _by_action, _by_block, _by_label):
            if hits := [candidate for candidate in found if same(candidate, ref)]:
                return hits
        return []

    def find(self, ref: str, value: str | None = None) -> Field:
        """Find the one element `ref`; `value` tells buttons and menus of one action_id apart. NotVisible otherwise."""
        hits = self.matching(ref)
        if value is not None and len(hits) > 1:
            hits = [hit for hit in hits if value in _offered(hit)] or hits
        if len(hits) != 1:
            what = "Nothing is called" if not hits else f"{len(hits)} things are called"
            raise NotVisible(f"{what} {ref!r} on {self.name}", self.there())
        return hits[0]


def _offered(candidate: Field) -> list[str]:
    """List the values that acting on the element may send."""
    return [str(part.get("value")) for part in (candidate.element, *options_of(candidate.element))]


def _by_pair(candidate: Field, ref: str) -> bool:
    return f"{candidate.block_id}/{candidate.action_id}" == ref


def _by_action(candidate: Field, ref: str) -> bool:
    return candidate.action_id == ref


def _by_block(candidate: Field, ref: str) -> bool:
    return candidate.block_id == ref


def _by_label(candidate: Field, ref: str) -> bool:
    return candidate.label == ref

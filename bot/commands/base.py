"""What a command is: one declaration of its name, permission, handlers; and what a handler may answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.runtime import Runtime
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor, may
from bot.services.search import mentions
from bot.text import Mrkdwn, Reader

Block = dict[str, Any]
View = dict[str, Any]
Option = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A Slack message: `text` carries the full meaning alone (notifications, screen readers)."""

    text: Mrkdwn
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Say:
    """An ephemeral answer to the person."""

    message: Message
    replace: bool = False


@dataclass(frozen=True)
class OpenModal:
    """Open `view` at once; `fill`, if given, then makes the view that replaces it (`view` is a loading screen)."""

    view: View
    fill: Callable[[], Awaitable[View]] | None = None


@dataclass(frozen=True)
class PushModal:
    """Put `view` on top of the open modal; `fill` as in OpenModal."""

    view: View
    fill: Callable[[], Awaitable[View]] | None = None


@dataclass(frozen=True)
class UpdateModal:
    """Replace the view acted in: by hash after a click, in the answer itself after a submission."""

    view: View


@dataclass(frozen=True)
class FieldErrors:
    """Texts shown at input blocks of the submitted view, by block id; never empty."""

    errors: Mapping[str, str]


@dataclass(frozen=True)
class CloseModal:
    """Close the submitted view, or the whole stack with `all_views`; then, optionally, say something."""

    all_views: bool = True
    say: Message | None = None


@dataclass(frozen=True)
class Options:
    """Answer to a type-ahead: flat `options`, or `groups` of (label, options); at most 100 in each."""

    options: Sequence[Option] = ()
    groups: Sequence[tuple[str, Sequence[Option]]] = ()


@dataclass(frozen=True)
class Nothing:
    """Acknowledge, change nothing."""


Answer = Say | OpenModal | PushModal | UpdateModal | FieldErrors | CloseModal | Options | Nothing


@dataclass(frozen=True)
class Call:
    """One delivery from Slack after every gate: who, in which words, with what."""

    person: Person
    actor: Actor
    t: Reader
    bot: Runtime
    payload: Mapping[str, Any]
    delivery_key: str

    @property
    def reference(self) -> str:
        """The id that audit rows and error texts of this call share."""
        return self.actor.reference

    def because(self, reason: str | None) -> Actor:
        """The actor with the person's own words for why."""
        return replace(self.actor, reason=reason)

    @property
    def text(self) -> str:
        """What was typed after the command, without Slack's encoding and the quotes around it."""
        return mentions.typed(str(self.payload.get("text") or ""))

    @property
    def view(self) -> Mapping[str, Any]:
        """The modal acted in; empty in messages and in App Home."""
        view = self.shown
        return {} if view.get("type") == "home" else view

    @property
    def shown(self) -> Mapping[str, Any]:
        """The modal or App Home acted in."""
        view: Mapping[str, Any] = self.payload.get("view") or {}
        return view

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """`view.state.values` flattened to action id -> element state (action ids are unique in our views)."""
        state = (self.view.get("state") or {}).get("values") or {}
        return {action: element for block in state.values() for action, element in block.items()}

    @property
    def action(self) -> Mapping[str, Any]:
        """The first action of a click."""
        actions = self.payload.get("actions") or [{}]
        first: Mapping[str, Any] = actions[0]
        return first

    @property
    def query(self) -> str:
        """What was typed into a type-ahead."""
        return str(self.payload.get("value") or "")

    def chosen(self, action_id: str) -> str | None:
        """Value of the selected option of a select, or None."""
        option = (self.values.get(action_id) or {}).get("selected_option") or {}
        return option.get("value")

    def chosen_many(self, action_id: str) -> tuple[str, ...]:
        """Values of the selected options of a multi-select."""
        options = (self.values.get(action_id) or {}).get("selected_options") or []
        return tuple(option["value"] for option in options)

    def checked(self, action_id: str) -> tuple[str, ...]:
        """Values of the ticked checkboxes."""
        return self.chosen_many(action_id)

    def typed(self, action_id: str) -> str | None:
        """Stripped text of an input, or None when empty."""
        return str((self.values.get(action_id) or {}).get("value") or "").strip() or None


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A handler with a permission of its own where it differs from its command's."""

    handle: Handler
    action: Action | None = None


@dataclass(frozen=True)
class Command:
    """Declaration of one slash command; the registry feeds dispatch, roles, help and manifest.yml from it.

    Texts come from the catalogues by `key`: `{key}-summary` (manifest description and help line), `{key}-usage`
    (usage hint), `{key}-example`; `{key}-shortcut` names the global shortcut if `shortcut` is set, and `{key}-message`
    with `{key}-message-about` the one in a message's menu if `message_shortcut` is. `actions`, `options` by action
    id, `submissions`, `closed` by callback id. `action` guards all of them unless a Route says otherwise; with
    `any_of`, holders of any of these actions may come in and the handlers tell them apart. Slack takes five global
    shortcuts of an app; with `is_global` False `shortcut` is only behind the buttons of Home and help.
    """

    name: str
    key: str
    action: Action
    run: Handler
    shortcut: Handler | None = None
    is_global: bool = True
    message_shortcut: Handler | None = None
    actions: Mapping[str, Route] = field(default_factory=dict)
    options: Mapping[str, Route] = field(default_factory=dict)
    submissions: Mapping[str, Route] = field(default_factory=dict)
    closed: Mapping[str, Route] = field(default_factory=dict)
    any_of: tuple[Action, ...] = ()

    @property
    def permitting(self) -> tuple[Action, ...]:
        """The actions of which any one lets a person use the command."""
        return self.any_of or (self.action,)

    def permits(self, actor: Actor) -> bool:
        """Whether the actor may use the command."""
        return any(may(actor, action) for action in self.permitting)

    @property
    def opens(self) -> str:
        """Action id of a button that does what the global shortcut does, wherever it stands."""
        return f"open.{self.key}"


@dataclass(frozen=True)
class Panel:
    """Handlers of what people meet without a slash command, such as App Home and notices.

    `any_of` guards all of them unless a Route says otherwise.
    """

    any_of: tuple[Action, ...]
    actions: Mapping[str, Route] = field(default_factory=dict)
    options: Mapping[str, Route] = field(default_factory=dict)
    submissions: Mapping[str, Route] = field(default_factory=dict)
    closed: Mapping[str, Route] = field(default_factory=dict)

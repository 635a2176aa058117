"""A command as one declaration of name, permission and handlers; the call a handler gets, the answers it may give."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from bot.commands.memory import load
from bot.commands.payload import Element, Json, first_of, number_of, part_of, text_of
from bot.runtime import Runtime
from bot.services.images.spec import ChartImage
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor, may
from bot.services.search import mentions
from bot.text import Mrkdwn, Reader

Block = dict[str, Any]
View = dict[str, Any]
Option = dict[str, Any]
C = TypeVar("C", bound=str)
M = TypeVar("M")


@dataclass(frozen=True)
class Message:
    """A Slack message: `text` carries the full meaning alone (notifications, screen readers).

    `plainer` are blocks for workspaces that do not know one of `blocks` yet (docs/slack.md#block-kit); none where all
    workspaces do. `image` stands above them, where it can be drawn.
    """

    text: Mrkdwn
    blocks: Sequence[Block] = ()
    plainer: Sequence[Block] = ()
    image: ChartImage | None = None


@dataclass(frozen=True)
class Say:
    """Say something that only the person sees; with `replace`, in place of the message acted in."""

    message: Message
    replace: bool = False


@dataclass(frozen=True)
class SayLater:
    """Acknowledge at once, and then say what `make` makes, which only the person sees."""

    make: Callable[[], Awaitable[Message]]


@dataclass(frozen=True)
class OpenModal:
    """Open `view` at once; `fill`, if given, then makes the view that replaces it (`view` is a loading screen)."""

    view: View
    fill: Callable[[], Awaitable[View]] | None = None


@dataclass(frozen=True)
class Below:
    """Covered modal to be drawn anew by `draw`, unless it changed since it had `view_hash`.

    `acted` is the action_ts of the click that covered it.
    """

    view_id: str
    view_hash: str
    acted: str
    draw: Callable[[], Awaitable[View]]


@dataclass(frozen=True)
class PushModal:
    """Put `view` on top of the open modal; `fill` as in OpenModal, `below` then draws anew what it covers."""

    view: View
    fill: Callable[[], Awaitable[View]] | None = None
    below: Below | None = None


@dataclass(frozen=True)
class UpdateModal:
    """Replace the view acted in: by hash after a click, in the answer itself after a submission.

    `below` is a modal under it that is drawn anew afterwards.
    """

    view: View
    below: Below | None = None


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
    """Leave everything as it is; the delivery is acknowledged all the same."""


Answer = Say | SayLater | OpenModal | PushModal | UpdateModal | FieldErrors | CloseModal | Options | Nothing


@dataclass(frozen=True)
class Call:
    """One delivery from Slack after every gate; no type in `payload` is trusted.

    `t` speaks the language of `person`; `actor` is that person with the roles of this moment; `delivery_key` stays the
    same when Slack sends the delivery again.
    """

    person: Person
    actor: Actor
    t: Reader
    bot: Runtime
    payload: Json
    delivery_key: str

    @property
    def reference(self) -> str:
        """The id that audit rows and error texts of this call share."""
        return self.actor.reference

    def because(self, reason: str | None) -> Actor:
        """Return the actor with the person's own words for why."""
        return replace(self.actor, reason=reason)

    @property
    def text(self) -> str:
        """The words typed after the command, without Slack's encoding and the quotes around them."""
        return mentions.typed(text_of(self.payload, "text"))

    @property
    def query(self) -> str:
        """The words typed into a type-ahead."""
        return text_of(self.payload, "value")

    @property
    def message(self) -> Json:
        """The message acted in or on; empty elsewhere."""
        return part_of(self.payload, "message")

    @property
    def shown(self) -> Json:
        """The modal or App Home acted in."""
        return part_of(self.payload, "view")

    @property
    def view(self) -> Json:
        """The modal acted in; empty in messages and in App Home."""
        view = self.shown
        return {} if view.get("type") == "home" else view

    @property
    def metadata(self) -> str:
        """The `private_metadata` of the modal or App Home acted in."""
        return text_of(self.shown, "private_metadata")

    def memory(self, kind: type[M]) -> M:
        """Return what the modal or App Home acted in remembers; raises NotFound as `bot.commands.memory.load`."""
        return load(kind, self.metadata)

    @property
    def clicked(self) -> Element:
        """The element that a click is about."""
        return Element(first_of(self.payload, "actions"))

    @property
    def value(self) -> str:
        """The value of the clicked button."""
        return self.clicked.value

    @property
    def row_id(self) -> int:
        """The value of the clicked button as the id of a database row; 0, which no row has, where it is none."""
        return number_of(self.value)

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """The state of the modal's elements by action id (action ids are unique in our views)."""
        blocks = part_of(part_of(self.view, "state"), "values")
        states = [part_of(blocks, block_id) for block_id in blocks]
        return {action_id: Element(part_of(state, action_id)) for state in states for action_id in state}

    def element(self, action_id: str) -> Element:
        """Return the state of an element of the modal; an empty one where the view has none such."""
        return self.elements.get(action_id, Element({}))

    def chosen(self, action_id: str) -> str | None:
        """Return the value of the selected option of a menu, or None."""
        return self.element(action_id).option

    def chosen_among(self, action_id: str, choices: Iterable[C]) -> C | None:
        """Return the one of `choices` whose text is the value of the selected option, or None."""
        chosen = self.chosen(action_id)
        return next((choice for choice in choices if choice == chosen), None)

    def chosen_many(self, action_id: str) -> tuple[str, ...]:
        """Return the values of the selected options of a multi-select, or of the ticked checkboxes."""
        return self.element(action_id).options

    def typed(self, action_id: str) -> str | None:
        """Return the stripped text of an input, or None when empty."""
        return self.element(action_id).value.strip() or None


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A handler, with a permission of its own where it differs from its command's."""

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
        """Tell if the actor may use the command."""
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

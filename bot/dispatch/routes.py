"""Routes: the registry of commands as one dictionary, so that finding a handler costs one lookup."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.commands.base import Command, Handler, Panel
from bot.dispatch.delivery import DeliveryKind
from bot.manifest import message_shortcut_id, shortcut_id
from bot.services.policy import Action


@dataclass(frozen=True, slots=True)
class Target:
    """Handler and who may reach it: holders of any of `actions`; `command` is None for the handlers of a panel."""

    handle: Handler
    actions: tuple[Action, ...]
    command: Command | None


class Routes:
    """Handlers by kind and name; ValueError at the start if two declarations claim the same name."""

    def __init__(self, commands: Iterable[Command], panels: Iterable[Panel] = ()) -> None:
        self.commands = tuple(commands)
        self._targets: dict[tuple[DeliveryKind, str], Target] = {}
        for command in self.commands:
            self._add_command(command)
        for panel in panels:
            self._add_handlers(panel, panel.any_of, None)

    def find(self, kind: DeliveryKind, name: str) -> Target | None:
        """Return the target of this kind and name, or None."""
        return self._targets.get((kind, name))

    def names(self, kind: DeliveryKind) -> frozenset[str]:
        """Return every name registered for a kind."""
        return frozenset(name for of, name in self._targets if of is kind)

    def _add_command(self, command: Command) -> None:
        actions = command.permitting
        self._add(DeliveryKind.COMMAND, command.name, Target(command.run, actions, command))
        if command.shortcut:
            target = Target(command.shortcut, actions, command)
            self._add(DeliveryKind.CLICK, command.opens, target)
            if command.is_global:
                self._add(DeliveryKind.SHORTCUT, shortcut_id(command), target)
        if command.message_shortcut:
            target = Target(command.message_shortcut, actions, command)
            self._add(DeliveryKind.SHORTCUT, message_shortcut_id(command), target)
        self._add_handlers(command, actions, command)

    def _add_handlers(self, declared: Command | Panel, actions: tuple[Action, ...], command: Command | None) -> None:
        kinds = {
            DeliveryKind.CLICK: declared.actions,
            DeliveryKind.OPTIONS: declared.options,
            DeliveryKind.SUBMISSION: declared.submissions,
            DeliveryKind.CLOSED: declared.closed,
        }
        for kind, routes in kinds.items():
            for name, route in routes.items():
                own = (route.action,) if route.action else actions
                self._add(kind, name, Target(route.handle, own, command))

    def _add(self, kind: DeliveryKind, name: str, target: Target) -> None:
        if (kind, name) in self._targets:
            raise ValueError(f"two handlers for {kind} {name!r}")
        self._targets[kind, name] = target

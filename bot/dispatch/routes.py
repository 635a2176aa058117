"""The registry as dictionaries: finding a handler costs one lookup however many commands there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.commands.base import Command, Handler, Route
from bot.dispatch.delivery import Kind
from bot.manifest import shortcut_id
from bot.services.policy import Action


@dataclass(frozen=True, slots=True)
class Target:
    """A handler and who may reach it: holders of any of `actions`; `command` is set for a slash command itself."""

    handle: Handler
    actions: tuple[Action, ...]
    command: Command


class Routes:
    """Handlers by kind and name; raises ValueError at start when two commands claim the same name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = tuple(commands)
        self._targets: dict[tuple[Kind, str], Target] = {}
        for command in self.commands:
            self._add_command(command)

    def find(self, kind: Kind, name: str) -> Target | None:
        """The handler of this kind and name, or None."""
        return self._targets.get((kind, name))

    def names(self, kind: Kind) -> frozenset[str]:
        """Every name registered for a kind."""
        return frozenset(name for of, name in self._targets if of is kind)

    def _add_command(self, command: Command) -> None:
        self._add(Kind.COMMAND, command.name, Target(command.run, permitting(command), command))
        if command.shortcut:
            target = Target(command.shortcut, permitting(command), command)
            self._add(Kind.SHORTCUT, shortcut_id(command), target)
        self._add_all(Kind.CLICK, command, command.actions)
        self._add_all(Kind.OPTIONS, command, command.options)
        self._add_all(Kind.SUBMISSION, command, command.submissions)
        self._add_all(Kind.CLOSED, command, command.closed)

    def _add_all(self, kind: Kind, command: Command, routes: Mapping[str, Route]) -> None:
        for name, route in routes.items():
            actions = (route.action,) if route.action else permitting(command)
            self._add(kind, name, Target(route.handle, actions, command))

    def _add(self, kind: Kind, name: str, target: Target) -> None:
        if (kind, name) in self._targets:
            raise ValueError(f"two handlers for {kind} {name!r}")
        self._targets[kind, name] = target


def permitting(command: Command) -> tuple[Action, ...]:
    """The actions of which any one lets a person use the command."""
    return command.any_of or (command.action,)

"""What `help` and the Home tab say, generated from the registry for what this reader may do."""

from collections.abc import Sequence

from bot.commands.base import Block, Command, Message, View
from bot.commands.blocks import context, divider, header, section
from bot.dispatch.routes import permitting
from bot.services.policy import Actor, may
from bot.text import Mrkdwn, Reader

WORDS = frozenset({"help", "ayuda", "?", "-h", "--help"})


def is_help(text: str) -> bool:
    """Whether the text after a command asks for help; case and space do not matter."""
    return text.strip().casefold() in WORDS


def usable(commands: Sequence[Command], actor: Actor) -> tuple[Command, ...]:
    """The commands that the actor's roles permit."""
    return tuple(command for command in commands if any(may(actor, action) for action in permitting(command)))


def message(commands: Sequence[Command], asked: Command | None, t: Reader) -> Message:
    """Help as an ephemeral answer: the command asked about first, then the others the person may use."""
    ordered = sorted(commands, key=lambda command: command is not asked)
    if not ordered:
        words = t.mrkdwn("help-nothing")
        return Message(words, (section(words),))
    entries = [_entry(command, t) for command in ordered]
    text = Mrkdwn("\n".join((t.mrkdwn("help-intro"), *entries)))
    return Message(text, (section(t.mrkdwn("help-intro")), *(section(entry) for entry in entries)))


def home(commands: Sequence[Command], t: Reader) -> View:
    """The Home tab: what this is for and what the reader can do here."""
    entries: list[Block] = [section(_entry(command, t)) for command in commands]
    if not entries:
        entries = [section(t.mrkdwn("help-nothing"))]
    top = [header(t.plain("home-title")), section(t.mrkdwn("home-intro")), divider()]
    return {"type": "home", "blocks": [*top, *entries, context(t.mrkdwn("home-hint"))]}


def _entry(command: Command, t: Reader) -> Mrkdwn:
    usage = f"{command.name} {t.plain(f'{command.key}-usage')}"
    example = t.plain(f"{command.key}-example")
    if not example.startswith("/"):
        example = f"{command.name} {example}"
    return t.mrkdwn("help-entry", usage=usage, summary=t.plain(f"{command.key}-summary"), example=example)

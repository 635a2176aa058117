"""Answer to `help`, generated from the registry for what this reader may do."""

from collections.abc import Sequence

from bot.commands.base import Block, Command, Message
from bot.commands.shared.blocks import button, context, section
from bot.services.policy import Actor
from bot.text import Mrkdwn, Reader

WORDS = frozenset({"help", "ayuda", "?", "-h", "--help"})


def is_help(text: str) -> bool:
    """Tell if the text after a command asks for help; case and surrounding space do not matter."""
    return text.strip().casefold() in WORDS


def usable(commands: Sequence[Command], actor: Actor) -> tuple[Command, ...]:
    """Return the commands that the actor's roles permit."""
    return tuple(command for command in commands if command.permits(actor))


def message(commands: Sequence[Command], asked: Command | None, t: Reader, home_url: str | None) -> Message:
    """Compose the help: the command asked about first, then the others in `commands`, those the person may use.

    `home_url` leads to App Home; None leaves that line out.
    """
    ordered = sorted(commands, key=lambda command: command is not asked)
    if not ordered:
        words = t.mrkdwn("help-nothing")
        return Message(words, (section(words),))
    entries = [_entry(command, t) for command in ordered]
    text = Mrkdwn("\n".join((t.mrkdwn("help-intro"), *entries)))
    shown = [section(entry, accessory=_door(command, t)) for command, entry in zip(ordered, entries, strict=True)]
    return Message(text, (section(t.mrkdwn("help-intro")), *shown, *_home(t, home_url)))


def _door(command: Command, t: Reader) -> Block | None:
    return button(t.plain(f"{command.key}-shortcut"), command.opens) if command.shortcut else None


def _home(t: Reader, url: str | None) -> tuple[Block, ...]:
    return (context(t.mrkdwn("help-open-home", url=Mrkdwn(url.replace("&", "&amp;")))),) if url else ()


def _entry(command: Command, t: Reader) -> Mrkdwn:
    usage = f"{command.name} {t.plain(f'{command.key}-usage')}"
    example = t.plain(f"{command.key}-example")
    if not example.startswith("/"):
        example = f"{command.name} {example}"
    return t.mrkdwn("help-entry", usage=usage, summary=t.plain(f"{command.key}-summary"), example=example)

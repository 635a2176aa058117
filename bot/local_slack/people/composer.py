"""Conversations as a person reads them and writes into them: messages, commands, shortcuts."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence

from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Channel, Json, Message, Upload, User
from bot.local_slack.core.parts import Core
from bot.local_slack.people.interactions import Interactions
from bot.local_slack.people.mentions import mentions, names_of
from bot.local_slack.people.outcome import Outcome
from bot.local_slack.people.typed_text import command_text, message_text


class Composer:
    """Half of a `Person` that reads and writes in conversations."""

    def __init__(self, core: Core, interactions: Interactions, user_id: str) -> None:
        self._core = core
        self._state = core.state
        self._interactions = interactions
        self.id = user_id

    @property
    def user(self) -> User:
        return self._state.users[self.id]

    @property
    def dms(self) -> list[Message]:
        """Messages of the conversation with the app, oldest first."""
        channel = self._state.direct(self.id, self._state.app.bot_user_id)
        return list(channel.messages.values()) if channel else []

    @property
    def ephemerals(self) -> list[Message]:
        """Messages only this person sees, in all conversations, oldest first."""
        mine = [m for c in self.channels() for m in c.ephemerals.values() if m.visible_to == self.id]
        return sorted(mine, key=lambda message: float(message.ts))

    def channels(self) -> list[Channel]:
        """List the conversations this person sees."""
        return list(self._state.visible_channels(self.id))

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """List a conversation, or one thread of it, as this person sees it: own ephemerals included, oldest first."""
        found = self._channel(channel)
        mine = [m for m in found.ephemerals.values() if m.visible_to == self.id]
        shown = sorted([*found.messages.values(), *mine], key=lambda message: float(message.ts))
        return [m for m in shown if thread_ts is None or thread_ts in (m.ts, m.thread_ts)]

    def everything(self) -> list[Message]:
        """List all visible messages of all conversations, oldest first."""
        seen = [m for c in self.channels() for m in self.messages(c.id)]
        return sorted(seen, key=lambda message: float(message.ts))

    def unread(self, channel: str) -> int:
        """Count the messages that came since this person last read the conversation."""
        return len(self._new(channel))

    def unread_mentions(self, channel: str) -> int:
        """Count those unread messages that name this person, a group they are in, or everybody."""
        names = self._names()
        return sum(mentions(message, names) for message in self._new(channel))

    def is_named(self, message: Message) -> bool:
        """Tell if a message of somebody else names this person."""
        return message.user != self.id and mentions(message, self._names())

    def read(self, channel: str) -> None:
        """Mark a conversation as read."""
        found = self._channel(channel)
        if found.messages:
            found.last_read[self.id] = next(reversed(found.messages))
            self._state.publish("read", channel=found.id, user=self.id)

    async def command(self, command: str, text: str = "", *, channel: str | None = None) -> Outcome:
        """Type a slash command, by default in the conversation with the app."""
        self._internal_only("use slash commands of this workspace")
        self._granted_commands()
        known = {str(entry.get("command")): entry for entry in self._state.app.commands}
        if command not in known:
            raise NotVisible(f"{command} is not a command here", sorted(known))
        where = self._channel(channel) if channel else self._own_direct()
        sent = command_text(self._state, text) if known[command].get("should_escape") else text
        return await self._interactions.command(self.user, where, command, sent)

    async def shortcut(self, callback_id: str) -> Outcome:
        """Run a global shortcut; NotVisible if the manifest has none of this id."""
        self._known_shortcut(callback_id, "global")
        return await self._interactions.shortcut(self.user, callback_id)

    async def message_shortcut(self, callback_id: str, message: Message) -> Outcome:
        """Run a shortcut from a message's menu."""
        self._known_shortcut(callback_id, "message")
        if message.visible_to:
            raise NotVisible("An ephemeral message has no shortcut menu", "")
        return await self._interactions.message_shortcut(self.user, callback_id, message)

    async def say(self, channel: str, text: str, *, thread_ts: str | None = None, files: Sequence[str] = ()) -> Outcome:
        """Write a message; the app hears of it as its subscriptions say (message.*, app_mention).

        `files`: ids of what this person put into the client by `attach`.
        """
        found = self._channel(channel)
        if self.id not in found.members or found.is_archived:
            raise NotVisible(f"{self.user.name} cannot write in {found.name}", [c.name for c in self.channels()])
        if self._state.app.read_only and found is self._state.direct(self._state.app.bot_user_id, self.id):
            raise NotVisible("The app's manifest makes its messages tab read-only", [c.name for c in self.channels()])
        content = {"text": message_text(self._state, text)}
        shared = {"subtype": "file_share", "files": self._share(files, found)} if files else {}
        message = self._core.chat.post(found, self.id, content, thread_ts=thread_ts, **shared)
        return await self._announce(found, message)

    async def _announce(self, channel: Channel, message: Message) -> Outcome:
        app = self._state.app
        if app.bot_user_id not in channel.members:
            return Outcome("said")
        event = self._core.announcer.event(message)
        outcome = await self._interactions.event(event)
        if f"<@{app.bot_user_id}>" in message.text and channel.kind != "im":
            mention = {key: value for key, value in event.items() if key != "channel_type"}
            outcome = await self._interactions.event(mention | {"type": "app_mention"})
        return outcome

    def attach(self, name: str, content: bytes) -> str:
        """Put a file into the client, to be chosen in a file input; returns its id."""
        state = self._state
        upload = Upload(state.new_id("F"), name, self.id, len(content), int(state.clock.unix()))
        upload.mimetype = mimetypes.guess_type(name)[0] or upload.mimetype
        upload.content, upload.complete = content, True
        state.files[upload.id] = upload
        return upload.id

    def file(self, file_id: str) -> Upload:
        """Return a file with its content that this person brought, or that was shared or shown where they are."""
        found = self._state.files.get(file_id)
        if found is None or found.content is None or not (found.user == self.id or self._sees(found)):
            raise NotVisible(f"{self.user.name} sees no file {file_id}", "")
        return found

    def _sees(self, file: Upload) -> bool:
        if {channel.id for channel in self.channels()}.intersection(file.channels):
            return True
        shown = (block.get("slack_file") or {} for message in self.everything() for block in message.blocks)
        return any(one.get("id") == file.id for one in shown)

    def _share(self, files: Sequence[str], channel: Channel) -> list[str]:
        for upload in [self.file(file_id) for file_id in files]:
            upload.channels.append(channel.id)
        return list(files)

    def _names(self) -> tuple[str, ...]:
        return names_of(self.id, self._state.groups.values())

    def _new(self, channel: str) -> list[Message]:
        found = self._channel(channel)
        last = float(found.last_read.get(self.id, "0"))
        return [m for m in found.messages.values() if float(m.ts) > last and m.user != self.id]

    def _channel(self, ref: str) -> Channel:
        for channel in self.channels():
            if ref in (channel.id, channel.name, f"#{channel.name}"):
                return channel
        raise NotVisible(f"{self.user.name} sees no conversation {ref}", [c.name for c in self.channels()])

    def _own_direct(self) -> Channel:
        return self._state.open_direct(self._state.app.bot_user_id, self.id)

    def _known_shortcut(self, callback_id: str, kind: str) -> None:
        self._internal_only("use shortcuts of this workspace")
        self._granted_commands()
        offered: list[Json] = [s for s in self._state.app.shortcuts if s.get("type") == kind]
        if callback_id not in [s.get("callback_id") for s in offered]:
            raise NotVisible(f"No {kind} shortcut {callback_id}", [s.get("callback_id") for s in offered])

    def _internal_only(self, what: str) -> None:
        if self._state.is_external(self.user):
            raise NotVisible(f"{self.user.name} belongs to another workspace and cannot {what}", "")

    def _granted_commands(self) -> None:
        scopes = self._state.app.scopes
        if "commands" not in scopes:
            raise NotVisible("Slash commands and shortcuts need the scope commands", sorted(scopes))

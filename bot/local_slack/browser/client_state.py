"""State of the workspace as one person's client shows it, as JSON for the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from bot.local_slack.base.models import Channel, Json, Message, View
from bot.local_slack.browser.walkthrough import Walkthrough
from bot.local_slack.core.objects import describe_user, group_object
from bot.local_slack.core.parts import Core
from bot.local_slack.people.driver import Person

FIRST_MESSAGES = 100


class ClientState:
    """Documents of `/_/state` and the contents of live changes."""

    def __init__(self, core: Core, walkthrough: Walkthrough) -> None:
        self._core = core
        self._walkthrough = walkthrough

    def public(self) -> Json:
        """Return all that needs no person: people, groups, the app, time, faults."""
        state = self._core.state
        return {
            "team": asdict(state.team),
            "people": self.people(),
            "groups": self.groups(),
            "app": self.app(),
            "now": self._core.clock.now().isoformat(),
            "faults": self.faults(),
            "last_wire": self._core.wire.last_seq,
            "version": state.version,
        }

    def seen_by(self, person: Person, messages: int = FIRST_MESSAGES) -> Json:
        """Add to `public` one person's conversations with their newest `messages`, modals, Home tab and walkthrough."""
        return self.public() | {
            "me": person.id,
            "tab": person.tab,
            "channels": [self.channel(person, channel, messages) for channel in person.channels()],
            "modals": self.modals(person),
            "home": self._home(person),
            "guide": self._walkthrough.as_json(),
        }

    def channel(self, person: Person, channel: Channel, messages: int) -> Json:
        """Return a conversation with its newest `messages`, a count."""
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "members": list(channel.members),
            "topic": channel.topic,
            "is_archived": channel.is_archived,
            "is_ext_shared": channel.is_ext_shared,
            "unread": person.unread(channel.id),
            "mentions": person.unread_mentions(channel.id),
            "messages": self.page(person, channel.id, None, messages),
            "message_count": len(channel.messages),
        }

    def page(self, person: Person, channel_id: str, before: str | None, limit: int) -> list[Json]:
        """List up to `limit` messages older than `before` (a ts), oldest first."""
        if limit <= 0:
            return []
        everything = person.messages(channel_id)
        replies = Counter(message.thread_ts for message in everything)
        shown = [m for m in everything if before is None or float(m.ts) < float(before)]
        return [self.message(person, message, replies[message.ts]) for message in shown[-limit:]]

    def thread(self, person: Person, channel_id: str, ts: str) -> list[Json]:
        """List a message and all replies to it, oldest first."""
        shown = person.messages(channel_id, ts)
        return [self.message(person, message, len(shown) - 1) for message in shown]

    def message(self, person: Person, message: Message, replies: int = 0) -> Json:
        """Return a message with all that only the client knows: channel, viewer, replies, values of its fields."""
        wire = self._core.payloads.message(message, with_metadata=True)
        wire |= {"channel": message.channel, "ephemeral": message.visible_to is not None}
        wire["names_me"] = person.is_named(message)
        if replies:
            wire["reply_count"] = replies
        if values := person.message_values(message):
            wire["state"] = {"values": values}
        return wire

    def modals(self, person: Person) -> list[Json]:
        """List the person's open modals, the visible one last."""
        return [self.view(view) for view in self._core.state.stack(person.id)]

    def view(self, view: View) -> Json:
        """Return a view with the errors shown, and `submitting` while it waits for the bot."""
        return self._core.modals.wire(view) | {"errors": dict(view.errors), "submitting": view.submitting}

    def people(self) -> list[Json]:
        """List everybody, with locale, zone and `external`."""
        return [
            describe_user(user) | {"locale": user.locale, "external": self._core.state.is_external(user)}
            for user in self._core.state.users.values()
        ]

    def groups(self) -> list[Json]:
        """List user groups, each with its members."""
        team = self._core.state.team.id
        return [group_object(group, team) | {"users": group.users} for group in self._core.state.groups.values()]

    def app(self) -> Json:
        """Describe the installed app without its credentials."""
        app = self._core.state.app
        return {
            "id": app.id,
            "name": app.name,
            "bot_user_id": app.bot_user_id,
            "commands": app.commands,
            "shortcuts": app.shortcuts,
            "socket_mode": app.socket_mode,
            "connections": len(self._core.sockets.connections),
            "home_tab": app.home_flag("home_tab_enabled"),
            "messages_tab": app.home_flag("messages_tab_enabled", default=True),
            "read_only": app.read_only,
            "revoked_as": app.revoked_as,
            "user_groups": self._core.state.team.user_groups,
        }

    def faults(self) -> list[Json]:
        """List the fault switches that are on."""
        return [asdict(fault) for fault in self._core.faults.active]

    def may_see(self, person: Person | None, change: Json) -> bool:
        """Tell if a change concerns this viewer; without a person only what is public."""
        if person is None:
            return "user" not in change and "channel" not in change
        if "user" in change and change["user"] != person.id:
            return False
        channel = self._core.state.channels.get(str(change.get("channel", "")))
        return channel is None or channel.id in {seen.id for seen in person.channels()}

    def with_content(self, person: Person | None, change: Json) -> Json:
        """Add the new content to a change, so that the page need not ask for it."""
        builders: dict[str, Any] = {
            "people": self.people,
            "groups": self.groups,
            "app": self.app,
            "clock": lambda: self._core.clock.now().isoformat(),
            "faults": self.faults,
            "guide": self._walkthrough.as_json,
        }
        if person is not None:
            builders["views"] = lambda: {"modals": self.modals(person), "home": self._home(person)}
            builders["message"] = lambda: self._message_of(person, change)
            builders["channels"] = lambda: self._channel_of(person, change)
        build = builders.get(change["type"])
        return change | ({"content": build()} if build else {})

    def _home(self, person: Person) -> Json | None:
        home = self._core.state.home(person.id)
        return self.view(home) if home else None

    def _message_of(self, person: Person, change: Json) -> Json | None:
        channel = self._core.state.channels[change["channel"]]
        message = channel.messages.get(change["ts"]) or channel.ephemerals.get(change["ts"])
        return self.message(person, message) if message else None

    def _channel_of(self, person: Person, change: Json) -> Json:
        return self.channel(person, self._core.state.channels[change["channel"]], 0)

"""Memory of the workspace: people, groups, channels, views and files, with lookups and change notices."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.models import App, Channel, Group, Json, Team, Upload, User, View

ChangeListener = Callable[[Json], None]


class State:
    """All that a restart must not lose, plus ids and message times that never repeat."""

    def __init__(self, team: Team, app: App, clock: WorkspaceClock, activity: Activity) -> None:
        self.team = team
        self.app = app
        self.clock = clock
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.files: dict[str, Upload] = {}
        self.scheduled: dict[str, Json] = {}
        self.counter = 0
        self.last_ts = 0
        self.version = 0
        self._activity = activity
        self._listeners: list[ChangeListener] = []

    def new_id(self, prefix: str) -> str:
        """Make an id in Slack's alphabet, such as `V00000000A`."""
        self.counter += 1
        return f"{prefix}{self.counter:09X}"

    def new_ts(self) -> str:
        """Make a message time `seconds.micros` of the workspace clock, strictly later than any before."""
        self.last_ts = max(int(self.clock.unix() * 1_000_000), self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def new_hash(self) -> str:
        """Make a view hash `seconds.token`."""
        return f"{int(self.clock.unix())}.{secrets.token_hex(4)}"

    def on_change(self, listener: ChangeListener) -> Callable[[], None]:
        """Call `listener` with each change; returns the way to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, kind: str, **content: object) -> None:
        """Tell listeners what changed; `user` or `channel` in the content limits who may see it."""
        self.version += 1
        change = {"type": kind, **content}
        for listener in tuple(self._listeners):
            listener(change)
        self._activity.touch()

    @property
    def installer(self) -> str:
        """Id of the person who installed the app: the first administrator, else the first person, else empty."""
        people = [user for user in self.users.values() if not user.is_bot]
        return next((user.id for user in people if user.is_admin), people[0].id if people else "")

    def find_channel(self, ref: str) -> Channel | None:
        """Find a conversation by id, `#name` or name."""
        found = self.channels.get(ref)
        if found is not None:
            return found
        name = ref.removeprefix("#")
        return next((c for c in self.channels.values() if c.name == name and c.kind != "im"), None)

    def direct(self, one: str, other: str) -> Channel | None:
        """Find the direct message conversation of two people."""
        pair = {one, other}
        return next((c for c in self.channels.values() if c.kind == "im" and set(c.members) == pair), None)

    def open_direct(self, one: str, other: str) -> Channel:
        """Find the direct message conversation of two people, or create it."""
        found = self.direct(one, other)
        if found is None:
            found = Channel(self.new_id("D"), "directmessage", "im", [one, other])
            found.created = int(self.clock.unix())
            self.channels[found.id] = found
            self.publish("channels", channel=found.id)
        return found

    def visible_channels(self, user_id: str) -> Iterator[Channel]:
        """Yield the conversations a person sees: their own, and the public ones unless they are a guest or external."""
        user = self.users[user_id]
        outsider = user.is_restricted or user.is_ultra_restricted or self.is_external(user)
        for channel in self.channels.values():
            if user_id in channel.members or (channel.kind == "channel" and not outsider):
                yield channel

    def is_external(self, user: User) -> bool:
        """Tell if a person belongs to another workspace (Slack Connect)."""
        return user.is_stranger or user.team_id != self.team.id

    def shares_channel(self, one: str, other: str) -> bool:
        """Tell if two people are in one conversation."""
        return any(one in c.members and other in c.members for c in self.channels.values())

    def stack(self, user_id: str) -> list[View]:
        """List a person's open modals, the visible one last."""
        return [self.views[view_id] for view_id in self.stacks.get(user_id, ())]

    def top_view(self, user_id: str) -> View | None:
        """Return the modal a person sees, or None."""
        ids = self.stacks.get(user_id)
        return self.views[ids[-1]] if ids else None

    def home(self, user_id: str) -> View | None:
        """Return a person's published Home tab, or None."""
        view_id = self.homes.get(user_id)
        return self.views[view_id] if view_id else None

"""Acts of administrators on people, user groups, channels and tokens, with the events Slack sends about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.local_slack.base.models import Channel, Group, Json, User
from bot.local_slack.base.state import State
from bot.local_slack.core.delivery import Delivery
from bot.local_slack.core.objects import group_object, user_object

# subteam_updated carries at most this many members; user_count tells the truth (docs/slack.md#user-groups).
USERS_IN_EVENT = 500


class Admin:
    """Changes of the workspace from outside the bot; `silent=True` leaves the event out, as when one is lost."""

    def __init__(self, state: State, delivery: Delivery) -> None:
        self._state = state
        self._delivery = delivery

    def set_group_members(self, group_id: str, users: Iterable[str], *, silent: bool = False) -> None:
        """Replace a group's members; sends the delta and the snapshot event."""
        group = self._state.groups[group_id]
        before, previous = list(group.users), group.date_update
        group.users = list(dict.fromkeys(users))
        self._touch_group(group)
        if not silent:
            self._delivery.emit(self._delta(group, before, previous))
            self._delivery.emit(self._group_event("subteam_updated", group))

    def add_to_group(self, group_id: str, *users: str, silent: bool = False) -> None:
        """Add people to a group."""
        self.set_group_members(group_id, [*self._state.groups[group_id].users, *users], silent=silent)

    def remove_from_group(self, group_id: str, *users: str, silent: bool = False) -> None:
        """Take people out of a group."""
        kept = [user for user in self._state.groups[group_id].users if user not in users]
        self.set_group_members(group_id, kept, silent=silent)

    def create_group(self, handle: str, name: str, users: Iterable[str] = (), *, silent: bool = False) -> Group:
        """Make a user group; sends `subteam_created`."""
        group = Group(self._state.new_id("S"), handle, name, list(users), date_create=self._now())
        self._state.groups[group.id] = group
        self._touch_group(group)
        if not silent:
            self._delivery.emit(self._group_event("subteam_created", group))
        return group

    def change_group(self, group_id: str, *, silent: bool = False, **fields: str) -> None:
        """Change `handle`, `name` or `description`. ValueError for another field."""
        if unknown := fields.keys() - {"handle", "name", "description"}:
            raise ValueError(f"A group has no field {', '.join(sorted(unknown))}.")
        group = self._state.groups[group_id]
        for key, value in fields.items():
            setattr(group, key, value)
        self._touch_group(group)
        if not silent:
            self._delivery.emit(self._group_event("subteam_updated", group))

    def disable_group(self, group_id: str, *, disabled: bool = True, silent: bool = False) -> None:
        """Disable a group, or bring it back."""
        group = self._state.groups[group_id]
        group.date_delete = self._now() if disabled else 0
        self._touch_group(group)
        if not silent:
            self._delivery.emit(self._group_event("subteam_updated", group))

    def add_user(self, user: User) -> User:
        """Let somebody in (also an external person, by another `team_id`)."""
        self._state.users[user.id] = user
        self._state.publish("people")
        if not self._state.is_external(user):
            self._delivery.emit({"type": "team_join", "user": self._seen(user), "event_ts": self._state.new_ts()})
        return user

    def change_user(self, user_id: str, *, silent: bool = False, **fields: Any) -> None:
        """Change fields of a person, e.g. `locale`, `tz`, `deleted`, `is_restricted`. ValueError if unknown."""
        user = self._state.users[user_id]
        for key, value in fields.items():
            if key not in User.__dataclass_fields__ or key == "id":
                raise ValueError(f"A person has no field {key!r} that can change.")
            setattr(user, key, value)
        user.updated = self._now()
        self._state.publish("people")
        if not silent:
            event = {"type": "user_change", "user": self._seen(user), "cache_ts": user.updated}
            self._delivery.emit(event | {"event_ts": self._state.new_ts()})

    def deactivate(self, user_id: str) -> None:
        """Deactivate an account; its groups lose it."""
        for group in self._state.groups.values():
            if user_id in group.users:
                self.remove_from_group(group.id, user_id)
        self.change_user(user_id, deleted=True)

    def join(self, channel_id: str, user_id: str) -> None:
        """Make somebody a member of a conversation; nothing happens for a member."""
        channel = self._state.channels[channel_id]
        if user_id not in channel.members:
            channel.members.append(user_id)
            self._member_event("member_joined_channel", channel, user_id)

    def leave(self, channel_id: str, user_id: str) -> None:
        """Take somebody out of a conversation."""
        channel = self._state.channels[channel_id]
        if user_id in channel.members:
            channel.members.remove(user_id)
            self._member_event("member_left_channel", channel, user_id)

    def open_group_dm(self, members: list[str]) -> Channel:
        """Find the group message of exactly these people, or create it."""
        wanted = set(members)
        for channel in self._state.channels.values():
            if channel.kind == "mpim" and set(channel.members) == wanted:
                return channel
        names = "--".join(self._state.users[member].name for member in members)
        made = Channel(self._state.new_id("C"), f"mpdm-{names}-1", "mpim", list(members), created=self._now())
        self._state.channels[made.id] = made
        self._state.publish("channels", channel=made.id)
        return made

    def archive(self, channel_id: str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        channel = self._state.channels[channel_id]
        channel.is_archived = archived
        self._state.publish("channels", channel=channel.id)
        kind = ("channel" if channel.kind == "channel" else "group") + ("_archive" if archived else "_unarchive")
        if channel.kind == "channel" or self._state.app.bot_user_id in channel.members:
            self._delivery.emit({"type": kind, "channel": channel.id, "event_ts": self._state.new_ts()})

    def revoke_tokens(self, error: str = "token_revoked") -> None:
        """Make every token fail with `error` (`token_revoked`, `invalid_auth`, `account_inactive`); "" restores."""
        self._state.app.revoked_as = error
        self._state.publish("app")

    def set_user_groups_plan(self, available: bool) -> None:
        """Switch user groups off (free plan: plan_upgrade_required) or on."""
        self._state.team.user_groups = available
        self._state.publish("groups")

    def _seen(self, user: User) -> Json:
        return user_object(self._state, user, self._state.app.scopes)

    def _delta(self, group: Group, before: list[str], previous: int) -> Json:
        added = [user for user in group.users if user not in before]
        removed = [user for user in before if user not in group.users]
        return {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": self._state.team.id,
            "date_previous_update": previous,
            "date_update": group.date_update,
            "added_users": added,
            "added_users_count": str(len(added)),
            "removed_users": removed,
            "removed_users_count": str(len(removed)),
            "event_ts": self._state.new_ts(),
        }

    def _group_event(self, kind: str, group: Group) -> Json:
        wire = group_object(group, self._state.team.id)
        wire |= {"users": group.users[:USERS_IN_EVENT], "user_count": len(group.users)}
        return {"type": kind, "subteam": wire, "event_ts": self._state.new_ts()}

    def _member_event(self, kind: str, channel: Channel, user_id: str) -> None:
        self._state.publish("channels", channel=channel.id)
        if self._state.app.bot_user_id not in channel.members:
            return  # Slack tells only members of who comes and goes
        letter = "C" if channel.kind == "channel" else "G"
        event = {"type": kind, "user": user_id, "channel": channel.id, "channel_type": letter}
        self._delivery.emit(event | {"team": self._state.team.id, "event_ts": self._state.new_ts()})

    def _touch_group(self, group: Group) -> None:
        # Strictly growing, so that a reader can tell two changes within one second apart.
        group.date_update = max(self._now(), group.date_update + 1)
        self._state.publish("groups")

    def _now(self) -> int:
        return int(self._state.clock.unix())

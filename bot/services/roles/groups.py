"""User groups of a workspace as last known, and the effect of each event on them; pure, no clock, no network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.services.slack.types import object_of

Json = Mapping[str, Any]


@dataclass(frozen=True)
class UserGroup:
    """User group; `users` is empty while it is disabled, `updated` is Slack's date_update in seconds."""

    id: str
    handle: str
    name: str
    users: frozenset[str]
    updated: int
    disabled: bool = False
    external: bool = False


@dataclass(frozen=True)
class UserGroups:
    """All groups by id; `doubtful` ones need reading again before they are whole."""

    by_id: Mapping[str, UserGroup]
    doubtful: frozenset[str] = frozenset()

    @classmethod
    def read(cls, raw: Iterable[Json]) -> "UserGroups":
        """Read the answer of usergroups.list with users and disabled groups."""
        return cls({group.id: group for group in map(group_from, raw)})

    def find(self, configured: str) -> UserGroup | None:
        """Find a group by id, or by handle with or without its @."""
        if configured in self.by_id:
            return self.by_id[configured]
        handle = configured.removeprefix("@").casefold()
        # Another organisation's group may have the handle too, and so may one that was disabled to make room.
        named = [group for group in self.by_id.values() if group.handle.casefold() == handle and not group.external]
        return min(named, key=lambda group: group.disabled, default=None)

    def after(self, event: Json) -> "UserGroups":
        """Return what is known after a subteam_created, subteam_updated or subteam_members_changed event."""
        if event.get("type") == "subteam_members_changed":
            return self._after_delta(event)
        raw = object_of(event, "subteam")
        if not raw.get("id"):
            return self
        group, known = group_from(raw), self.by_id.get(str(raw["id"]))
        if known and group.updated < known.updated:
            return self
        # Without a list of members (a new group, or one cut at 500) those known stay until the group is read again.
        cut = is_cut(raw)
        if cut and known and not group.disabled:
            group = replace(group, users=group.users | known.users)
        return self._with(group, doubtful=cut)

    def _after_delta(self, event: Json) -> "UserGroups":
        known = self.by_id.get(str(event.get("subteam_id")))
        if known is None:
            return replace(self, doubtful=self.doubtful | {str(event.get("subteam_id"))})
        after = _int(event.get("date_update"))
        if after < known.updated:
            return self
        added, removed = _ids(event.get("added_users")), _ids(event.get("removed_users"))
        whole = _counts(event, "added_users") == len(added) and _counts(event, "removed_users") == len(removed)
        if whole and _int(event.get("date_previous_update")) == known.updated:
            users = frozenset() if known.disabled else (known.users | added) - removed
            return self._with(replace(known, users=users, updated=after), doubtful=known.id in self.doubtful)
        # A gap: whoever was removed goes at once, whoever was added waits for the group to be read again.
        return self._with(replace(known, users=known.users - removed), doubtful=True)

    def _with(self, group: UserGroup, *, doubtful: bool) -> "UserGroups":
        doubts = self.doubtful | {group.id} if doubtful else self.doubtful - {group.id}
        return UserGroups({**self.by_id, group.id: group}, doubts)


def group_from(raw: Json) -> UserGroup:
    """Read Slack's user group object; a disabled group (date_delete) counts as empty, so nobody keeps its role."""
    disabled = bool(_int(raw.get("date_delete")))
    return UserGroup(
        id=str(raw["id"]),
        handle=str(raw.get("handle") or ""),
        name=str(raw.get("name") or raw.get("handle") or raw["id"]),
        users=frozenset() if disabled else _ids(raw.get("users")),
        updated=_int(raw.get("date_update")),
        disabled=disabled,
        external=bool(raw.get("is_external")),
    )


def is_cut(raw: Json) -> bool:
    """Tell if the object names fewer members than it counts: events list 500 at most (docs/slack.md#user-groups)."""
    return not _int(raw.get("date_delete")) and _int(raw.get("user_count")) > len(_ids(raw.get("users")))


def _ids(value: Any) -> frozenset[str]:
    return frozenset(str(one) for one in value if one) if isinstance(value, (list, tuple)) else frozenset()


def _counts(event: Json, name: str) -> int:
    """Return the number of users that Slack gives, or if it gives none, the number of those it lists."""
    count = event.get(f"{name}_count")
    return len(_ids(event.get(name))) if count is None else _int(count)


def _int(value: Any) -> int:
    """Read a number, which Slack sends as a string in places; 0 for anything else."""
    try:
        return int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0

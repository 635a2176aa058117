"""Memory of roles, from configured user groups and user ids: kept fresh, and refused when not fresh enough."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Protocol

from bot.clock import Clock
from bot.errors import Denied, Unavailable
from bot.services.people.profiles import Person
from bot.services.policy import POLICIES, Action, Actor, Matrix, Role, may_any, require
from bot.services.roles.groups import UserGroup, UserGroups
from bot.services.roles.texts import group_mention
from bot.services.store.audit import new_reference
from bot.settings import Settings

log = logging.getLogger(__name__)

REFRESH = timedelta(minutes=10)
STALE = timedelta(minutes=30)
# usergroups.list may be called 20 times a minute by everyone together; this leaves 4 (docs/slack.md#rate-limits).
BETWEEN_READS = timedelta(seconds=15)


class GroupSource(Protocol):
    """Source of user groups: Slack, or a stand-in in tests."""

    async def groups(self) -> Sequence[Mapping[str, Any]] | None:
        """Read all groups with members, disabled ones too; None if the plan has none. Raise Unavailable."""
        ...


@dataclass(frozen=True)
class RoleMap:
    """Configuration of roles: the groups (ids or @handles) and user ids that give each role, and the matrix."""

    groups: Mapping[Role, tuple[str, ...]]
    users: Mapping[Role, frozenset[str]]
    matrix: Matrix

    @classmethod
    def of(cls, settings: Settings) -> "RoleMap":
        """Read ROLE_GROUP_…, ROLE_USERS_… and ROLE_POLICY from the settings."""
        return cls(
            groups={role: settings.groups_of(role) for role in Role},
            users={role: frozenset(settings.users_of(role)) for role in Role},
            matrix=POLICIES[settings.role_policy],
        )

    @cached_property
    def configured_groups(self) -> tuple[str, ...]:
        """Every id or handle once, in the order of the roles."""
        return tuple(dict.fromkeys(name for names in self.groups.values() for name in names))


@dataclass(frozen=True)
class RoleStatus:
    """State of the memory, for doctor and metrics.

    `age` are the seconds since the last good read, None before it; `found` maps configured names to groups;
    `problems` are lines of English that say what is wrong.
    """

    age: float | None
    usable: bool
    no_user_groups: bool
    found: Mapping[str, UserGroup]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    at: float
    monotonic: float


class RoleCache:
    """Roles from memory; `refresh` and `on_event` keep the memory true, `refresh_if_due` is for a timer.

    Roles from groups count only within 30 minutes of the last good read. ROLE_USERS_… is configuration and never
    stale.
    """

    def __init__(self, source: GroupSource, clock: Clock, roles: RoleMap, stale_after: timedelta = STALE) -> None:
        self.map = roles
        self._source = source
        self._clock = clock
        self._stale_after = stale_after.total_seconds()
        self._groups = UserGroups({})
        self._pinned: dict[str, str] = {}
        self._read: _Reading | None = None
        self._tried: _Reading | None = None
        self._error: str | None = None
        self._no_user_groups = False
        self._reading: asyncio.Task[bool] | None = None
        self._meanwhile: list[Mapping[str, Any]] = []

    def roles_of(self, user_id: str) -> frozenset[Role]:
        """Return the roles that a user id has now; groups do not count while they cannot be trusted."""
        return self._roles(user_id, self.usable)

    def actor(self, person: Person, reference: str | None = None) -> Actor:
        """Return the person with the roles they have; raise Denied for bots, deactivated people, strangers, guests."""
        for refused, key in (
            (person.is_bot, "denied-bot"),
            (person.is_deleted, "denied-deleted"),
            (person.is_foreign, "denied-foreign"),
            (person.is_guest, "denied-guest"),
        ):
            if refused:
                raise Denied(key, roles=(), groups=())
        usable = self.usable
        return Actor(
            person.user_id,
            person.name,
            self._roles(person.user_id, usable),
            self.map.matrix,
            reference or new_reference(),
            given_by=self._given_by,
            doubt=None if usable else self._reason(),
            zone=person.zone,
        )

    async def admit(
        self, person: Person, actions: tuple[Action, ...], reference: str | None = None, deadline: float = 1.0
    ) -> Actor:
        """Return the person as an actor who may do any of `actions` (at least one) at this moment.

        Before a refusal the groups are read again within `deadline` seconds: someone just added must not wait for the
        timer. Raise Denied, naming what the first action takes, or Unavailable while the roles cannot be read.
        """
        actor = self.actor(person, reference)
        if not may_any(actor, actions) and await self.recheck(deadline):
            actor = self.actor(person, actor.reference)
        require(actor, *actions)
        return actor

    async def refresh(self) -> bool:
        """Read all groups now; return False if that failed. Callers at the same time share one reading."""
        if not self.map.configured_groups:
            self._error, self._read = None, self._now()
            return True
        if self._reading is None:
            self._reading = asyncio.create_task(self._refresh(), name="roles-refresh")
        return await asyncio.shield(self._reading)

    async def recheck(self, deadline: float = 1.0) -> bool:
        """Read again unless someone did in the last 15 s; return True if the memory is newer than at the call."""
        if not self.map.configured_groups or (
            self._reading is None and self._since(self._tried) < BETWEEN_READS.total_seconds()
        ):
            return False
        try:
            async with asyncio.timeout(deadline):
                return await self.refresh()
        except TimeoutError:
            return False

    async def refresh_if_due(self) -> None:
        """Read again if due, doubtful or failed, but never more often than allowed; for a timer of some seconds."""
        due = self._since(self._read) >= REFRESH.total_seconds() or self._error is not None
        if due or self._doubtful():
            await self.recheck(deadline=30.0)

    async def on_event(self, event: Mapping[str, Any]) -> None:
        """Apply a subteam_… event to the memory; one that does not follow on it has the groups read again."""
        if self._reading is not None:
            self._meanwhile.append(event)
        self._groups = self._groups.after(event)
        if self._doubtful():
            await self.recheck(deadline=30.0)

    @property
    def usable(self) -> bool:
        """True if group membership may be trusted at this moment."""
        return not self.map.configured_groups or self._since(self._read) <= self._stale_after

    def status(self) -> RoleStatus:
        """Return the state of the memory, for doctor and metrics."""
        age = None if self._read is None else self._since(self._read)
        if not self.map.configured_groups:
            age = 0.0  # there is nothing that could grow old
        found = {name: group for name in self.map.configured_groups if (group := self._find(name))}
        return RoleStatus(age, self.usable, self._no_user_groups, found, tuple(self._problems(found)))

    def members(self) -> frozenset[str]:
        """Return the user ids of everyone with any role, for reading profiles ahead of time."""
        by_group = (group.users for role in Role for group in self._groups_of(role))
        return frozenset().union(*self.map.users.values(), *by_group)

    async def close(self) -> None:
        """Cancel a reading under way."""
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _refresh(self) -> bool:
        self._tried = began = self._now()
        self._meanwhile.clear()
        try:
            raw = await self._source.groups()
            self._take(raw, began)
        except (Unavailable, KeyError) as error:
            self._error = str(error)
            log.warning("cannot read user groups: %s", self._error)
            return False
        finally:
            self._reading = None
        return True

    def _take(self, raw: Sequence[Mapping[str, Any]] | None, began: _Reading) -> None:
        groups = UserGroups.read(raw or ())
        # The answer may be older than an event that came in while it was on its way.
        for event in self._meanwhile:
            groups = groups.after(event)
        self._groups, self._read, self._error, self._no_user_groups = groups, began, None, raw is None
        self._pin()

    def _pin(self) -> None:
        """Tie a configured handle to the id it first had: handles can be renamed and taken by another group."""
        for name in self.map.configured_groups:
            group = self._groups.find(name)
            if group and group.id != name and name not in self._pinned:
                self._pinned[name] = group.id
                log.info("user group %s is %s; configure the id to keep it through renames", name, group.id)

    def _find(self, name: str) -> UserGroup | None:
        return self._groups.by_id.get(self._pinned.get(name, name))

    def _roles(self, user_id: str, usable: bool) -> frozenset[Role]:
        given = {role for role, users in self.map.users.items() if user_id in users}
        if usable:
            # Disabled groups have no users.
            given.update(role for role in self.map.groups if any(user_id in one.users for one in self._groups_of(role)))
        return frozenset(given)

    def _groups_of(self, role: Role) -> list[UserGroup]:
        return [group for name in self.map.groups.get(role, ()) if (group := self._find(name))]

    def _given_by(self, roles: Iterable[Role]) -> Mapping[str, tuple[str, ...]]:
        groups = dict.fromkeys(group for role in roles for group in self._groups_of(role) if not group.disabled)
        return {
            "groups": tuple(group_mention(group.id) for group in groups),
            "handles": tuple(f"@{group.handle}" for group in groups),
        }

    def _doubtful(self) -> bool:
        watched = {self._pinned.get(name, name) for name in self.map.configured_groups}
        return bool(watched & self._groups.doubtful)

    def _problems(self, found: Mapping[str, UserGroup]) -> list[str]:
        if self._error:
            return [f"user groups cannot be read: {self._error}"]
        if self._no_user_groups:
            return ["this workspace's plan has no user groups: ROLE_GROUP_… does nothing, use ROLE_USERS_…"]
        missing = [f"user group {name} does not exist" for name in self.map.configured_groups if name not in found]
        disabled = [f"user group {name} is disabled" for name, group in found.items() if group.disabled]
        return missing + disabled

    def _reason(self) -> str:
        return self._error or ("not_read_yet" if self._read is None else "stale")

    def _now(self) -> _Reading:
        return _Reading(self._clock.now().timestamp(), self._clock.monotonic())

    def _since(self, reading: _Reading | None) -> float:
        """Return the seconds since then by the clock that says more: neither sleep nor a set-back clock hides age."""
        if reading is None:
            return float("inf")
        return max(self._clock.now().timestamp() - reading.at, self._clock.monotonic() - reading.monotonic)

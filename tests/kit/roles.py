"""User groups under the control of a test, and what Slack tells of their changes."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.services.policy import POLICIES, Role
from bot.services.roles import RoleMap
from bot.services.slack.errors import SlackError

MATRIX = POLICIES["partner-center-2020"]
AGENTS, SALES = "S0AGENTS", "S0SALES"


def group(id_: str, *users: str, **more: Any) -> dict[str, Any]:
    handle = {AGENTS: "csp-agents", SALES: "csp-sales"}.get(id_, id_.lower())
    base = {"id": id_, "handle": handle, "name": handle.title(), "date_update": 100, "date_delete": 0}
    return base | {"users": list(users), "user_count": str(len(users))} | more


class Source:
    """Source of user groups, as usergroups.list gives them, with a count of the calls."""

    def __init__(self, *groups: Mapping[str, Any]) -> None:
        self.answer: Sequence[Mapping[str, Any]] | None = groups
        self.error: SlackError | None = None
        self.calls = 0
        self.gate: asyncio.Event | None = None

    async def groups(self) -> Sequence[Mapping[str, Any]] | None:
        self.calls += 1
        answer = self.answer
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        return answer


def role_map(groups: dict[Role, tuple[str, ...]], users: dict[Role, frozenset[str]] | None = None) -> RoleMap:
    return RoleMap(groups, users or {}, MATRIX)


STANDARD = {Role.ADMIN_AGENT: (AGENTS,), Role.SALES_AGENT: (SALES, AGENTS)}


def delta(previous: int, update: int, added: Sequence[str] = (), removed: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "type": "subteam_members_changed",
        "subteam_id": AGENTS,
        "date_previous_update": previous,
        "date_update": update,
        "added_users": list(added),
        "added_users_count": str(len(added)),
        "removed_users": list(removed),
        "removed_users_count": len(removed),
    }

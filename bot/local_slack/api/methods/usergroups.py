"""usergroups.list and usergroups.users.list (docs/slack.md#user-groups)."""

from __future__ import annotations

from bot.local_slack.api.call import Call
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json
from bot.local_slack.core.objects import group_object


def _check_plan(call: Call) -> None:
    if not call.core.state.team.user_groups:
        raise ApiError("plan_upgrade_required")
    if call.text("team_id", call.core.state.team.id) != call.core.state.team.id:
        raise ApiError("invalid_team")


def groups_list(call: Call) -> Json:
    """List active groups; disabled ones and members only on request."""
    _check_plan(call)
    disabled, users, count = (call.flag(f"include_{part}") for part in ("disabled", "users", "count"))
    shown = [g for g in call.core.state.groups.values() if disabled or not g.date_delete]
    wires = []
    for group in shown:
        wire = group_object(group, call.core.state.team.id)
        if users:
            wire["users"] = list(group.users)
        if count or users:
            wire["user_count"] = len(group.users)
        wires.append(wire)
    return {"usergroups": wires}


def group_users(call: Call) -> Json:
    """List the members of a group. ApiError no_such_subteam, also for a disabled one not asked for."""
    _check_plan(call)
    group = call.core.state.groups.get(call.text("usergroup"))
    if group is None or (group.date_delete and not call.flag("include_disabled")):
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {"usergroups.list": groups_list, "usergroups.users.list": group_users}

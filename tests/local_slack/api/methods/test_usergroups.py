"""usergroups.*: members, disabled groups, plans."""

from __future__ import annotations

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN


async def test_user_groups(api: Api) -> None:
    ws = api.ws
    plain_group = (await api("usergroups.list"))["usergroups"][0]
    assert ("users" in plain_group, plain_group["date_delete"]) == (False, 0)
    assert (await api("usergroups.users.list", usergroup="S0ADMINS"))["users"] == [ANN]
    assert await api.error("usergroups.users.list", usergroup="S404") == "no_such_subteam"
    assert await api.error("usergroups.users.list") == "invalid_arguments"
    assert await api.error("usergroups.list", team_id="T404") == "invalid_team"
    ws.admin.disable_group("S0ADMINS")
    assert (await api("usergroups.list"))["usergroups"] == []
    assert (await api("usergroups.list", include_disabled=1, include_users=1))["usergroups"][0]["date_delete"] > 0
    ws.admin.set_user_groups_plan(False)
    assert await api.error("usergroups.list") == "plan_upgrade_required"

"""Group events of any shape are taken over as far as they can be read."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.services.roles.groups import UserGroups
from tests.fuzz.strategies import JUNK

KNOWN = UserGroups.read([{"id": "S1", "handle": "agents", "users": ["U1"], "date_update": 5}])
FIELDS = ("id", "users", "user_count", "date_update", "date_delete", "handle", "name")
GROUPS = JUNK | st.dictionaries(st.sampled_from(FIELDS), JUNK)


@given(GROUPS, JUNK)
def test_a_group_of_any_shape_gives_nobody_a_role_by_accident(group: Any, when: Any) -> None:
    after = KNOWN.after({"type": "subteam_updated", "subteam": group, "event_ts": when})
    assert all(isinstance(user, str) for found in after.by_id.values() for user in found.users)


@given(JUNK, JUNK, JUNK)
def test_a_change_of_members_adds_only_whom_it_lists(added: Any, removed: Any, when: Any) -> None:
    event = {"type": "subteam_members_changed", "subteam_id": "S1", "date_update": when}
    after = KNOWN.after(event | {"added_users": added, "removed_users": removed})
    listed = {str(user) for user in added if user} if isinstance(added, list) else set()
    assert after.by_id["S1"].users <= {"U1"} | listed

"""Permissions of each policy, as the documents of its time give them."""

from dataclasses import replace

import pytest

from bot.errors import Denied
from bot.services.policy import POLICIES, Action, Actor, Role, require_any
from tests.kit.roles import MATRIX

AA, GA, HA, SA, UMA = (
    Role.ADMIN_AGENT,
    Role.GLOBAL_ADMIN,
    Role.HELPDESK_AGENT,
    Role.SALES_AGENT,
    Role.USER_MANAGEMENT_ADMIN,
)
# The table of docs/domain.md#roles, by row; the columns are the years 2020 and 2023, and now.
SHIPPED = {
    Action.VIEW: ({AA, GA, HA, SA}, {AA, GA, HA, SA}, {AA, SA, HA}),
    Action.ASSIGN: ({AA, GA, HA}, {AA, GA, HA}, {AA, HA}),
    Action.REQUEST_CUSTOMER: ({AA, GA}, {AA, SA}, {AA, SA}),
    Action.REQUEST_PARTNERSHIP: ({GA, UMA, AA, SA}, {GA, SA}, {AA, SA}),
    Action.REQUEST_GDAP: ({AA, GA}, {AA}, {AA}),
    Action.REMOVE_CUSTOMER: ({GA}, {GA, AA}, {AA, SA}),
    Action.REMOVE_PARTNERSHIP: ({GA, UMA, AA, SA}, {GA, SA}, {AA, SA}),
}


@pytest.mark.parametrize("action", Action)
def test_each_policy_permits_what_the_documents_of_its_time_say(action: Action) -> None:
    policies = ("partner-center-2020", "partner-center-2023", "partner-center-current")
    assert tuple(POLICIES) == policies
    assert tuple(set(POLICIES[policy][action]) for policy in policies) == SHIPPED[action]


def test_whoever_may_do_anything_passes_and_whoever_may_nothing_is_told_what_it_takes() -> None:
    actor = Actor("U1", "Ann", frozenset({UMA}), MATRIX, "R")
    require_any(actor)
    with pytest.raises(Denied) as denied:
        require_any(replace(actor, roles=frozenset({Role.BILLING_ADMIN})))
    assert set(denied.value.args_for_text["roles"]) == {AA, GA, HA, SA}  # type: ignore[call-overload]

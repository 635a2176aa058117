"""The sample directory and workspace of the demo: they import cleanly and show every state there is."""

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.db import Database
from bot.demo import DIRECTORY, WORKSPACE
from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import ManualClock as WorkspaceClock
from bot.local_slack.base.seed import build
from bot.services import search
from bot.services.contacts.eligibility import Condition, eligible_resellers, target_failures
from bot.services.directory import import_directory, resolve_provider
from bot.services.on_record.health import RecordHealth
from bot.services.watch import record
from bot.services.watch.keyset import Cursor
from bot.services.watch.record import RefusedPartner
from tests.conftest import MONDAY


@pytest.fixture
def sample(database: Database) -> Database:
    report = import_directory(database, [DIRECTORY], provider_tenant_id=None, clock=ManualClock(MONDAY))
    assert report.notices == ()
    return database


def rows(database: Database, sql: str) -> list[Any]:
    return list(database.read_now(lambda session: session.execute(text(sql)).all()))


def test_size_and_provider(sample: Database) -> None:
    sql = "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM subscription), count(*) FROM partner"
    customers, subscriptions, partners = rows(sample, sql)[0]
    assert (customers, partners) == (40, 16)
    assert 140 <= subscriptions <= 160
    provider = sample.read_now(lambda session: resolve_provider(session, None))
    assert rows(sample, f"SELECT name FROM partner WHERE tenant_id = '{provider}'")[0][0].startswith("Iberia Cloud")


def test_one_customer_meets_every_reason_to_be_ineligible(sample: Database) -> None:
    def reasons(session: Any) -> Counter[Condition]:
        provider = resolve_provider(session, None)
        contoso = search.customers(session, "contoso").items[0].id
        resellers = [hit.tenant_id for hit in search.partners(session, "").items]
        assert len(resellers) == 15
        assert len(eligible_resellers(session, provider, contoso, MONDAY)) == 3
        return Counter(f for tenant in resellers for f in target_failures(session, provider, contoso, tenant, MONDAY))

    found = sample.read_now(reasons)
    assert set(found) == {
        Condition.NO_PARTNERSHIP,
        Condition.MPA_UNSIGNED,
        Condition.INACTIVE,
        Condition.OTHER_REGION,
        Condition.NO_RELATIONSHIP,
        Condition.NO_DELEGATED_ADMIN,
        Condition.DELEGATED_ADMIN_EXPIRED,
    }


def test_every_kind_of_subscription_and_customer_is_there(sample: Database) -> None:
    statuses = {row[0] for row in rows(sample, "SELECT DISTINCT status FROM subscription")}
    assert statuses >= {"active", "suspended", "deleted", "expired", "disabled"}
    channels = {row[0] for row in rows(sample, "SELECT DISTINCT channel FROM subscription")}
    assert channels == {"csp", "open", "ea", "direct", "advisor"}
    kinds = {row[0] for row in rows(sample, "SELECT DISTINCT product_type FROM subscription")}
    assert kinds == {None, "OnlineServicesNCE", "Azure"}
    assert rows(sample, "SELECT count(*) FROM support_contact WHERE origin = 'observed'")[0][0] >= 8
    without = (
        "SELECT company_name FROM customer c WHERE NOT EXISTS (SELECT 1 FROM subscription s WHERE s.customer_id = c.id)"
    )
    assert [row[0] for row in rows(sample, without)] == ["Recién Llegada Startup"]
    most = "SELECT count(*) FROM subscription GROUP BY customer_id ORDER BY 1 DESC LIMIT 1"
    assert rows(sample, most)[0][0] > 20


def test_partners_on_record_are_refused_for_every_reason(sample: Database) -> None:
    def board(session: Any) -> list[RefusedPartner]:
        return list(record.partners(session, resolve_provider(session, None), Cursor()).rows)

    found = {row.state.health: row.name for row in sample.read_now(board)}
    assert set(found) == {
        RecordHealth.MISSING,
        RecordHealth.NO_AGREEMENT,
        RecordHealth.SUSPENDED,
        RecordHealth.NOT_A_MEMBER,
    }
    assert found[RecordHealth.NOT_A_MEMBER] == "Adatum Servicios Gestionados"


def test_the_workspace_can_be_built_and_has_everyone() -> None:
    description = json.loads(WORKSPACE.read_text("utf-8"))
    state = build(description, WorkspaceClock(MONDAY), Activity())
    assert len(state.groups) == 6
    zones = {user.tz for user in state.users.values()}
    assert zones >= {"Europe/Madrid", "America/Los_Angeles", "Asia/Tokyo"}
    in_groups = {user for group in state.groups.values() for user in group.users}
    assert {user.name for user in state.users.values() if not user.is_bot and user.id not in in_groups} == {
        "pablo",
        "gina",
        "otto",
    }

"""The verdict of the dry run is what happens: for any directory, any file, and any change in between."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import (
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    Assignment,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    Partnership,
    ProcessedDelivery,
    Subscription,
    SupportContact,
)
from bot.services.assign_many import jobs, verdicts
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.verdicts import RowWish
from bot.services.contacts.eligibility import target_failures
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit.assign_many import ADATUM, all_of, build, checked, contacts, runner, set_column, sub
from tests.kit.examples import examples
from tests.kit.store.rivals import statements
from tests.kit.world import ANN, CONTOSO, FABRIKAM, TREY, scene

KEYS = [sub(n) for n in range(3)] + [sub(n, 2) for n in range(2)] + [sub(0, 3)]
PARTNERS = [TREY, FABRIKAM, PROVIDER]

contact_states = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(PARTNERS), max_size=4)
subscription_states = st.dictionaries(
    st.sampled_from(KEYS),
    st.sampled_from([{"status": "deleted"}, {"product_type": "XNCE"}, {"billing_type": "usage"}, {"channel": "open"}]),
    max_size=3,
)
links = st.fixed_dictionaries(
    {
        "admin": st.sampled_from(["gdap", "dap", "none", "attested"]),
        "state": st.sampled_from(["established", "removed"]),
        "bond": st.sampled_from(["Active", "Removed"]),
        "signed": st.sampled_from([True, None, False]),
    }
)
wishes = st.lists(st.tuples(st.sampled_from([*KEYS, sub(99)]), st.sampled_from(PARTNERS)), min_size=1, max_size=8)
events = st.lists(
    st.one_of(
        st.tuples(st.just("contact"), st.sampled_from(KEYS), st.sampled_from(PARTNERS)),
        st.tuples(st.just("delete"), st.sampled_from(KEYS), st.just("")),
        st.tuples(st.just("unlink"), st.just(""), st.just("")),
    ),
    max_size=3,
)


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(build)


def emptied(session: Session) -> None:
    for model in (AssignManyRow, AssignManyJob, Assignment, SupportContact, OutboxMessage, ProcessedDelivery):
        session.connection().execute(delete(table(model)))


def arranged(database: Database, contact: dict[str, str], subscriptions: dict[str, Any], link: dict[str, Any]) -> None:
    plain = {"status": "active", "product_type": None, "billing_type": "license", "channel": "csp"}
    database.write_now(emptied)
    for key in KEYS:
        set_column(database, Subscription, Subscription.id == key, **plain | subscriptions.get(key, {}))
    for key, holder in contact.items():
        put(database, key, holder)
    states = {"delegated_admin": link["admin"], "state": link["state"]}
    set_column(database, CustomerRelationship, CustomerRelationship.customer_id == ADATUM, **states)
    set_column(database, CustomerRelationship, CustomerRelationship.customer_id == CONTOSO, state="established")
    set_column(database, Partnership, Partnership.reseller_tenant_id == TREY, state=link["bond"])
    set_column(database, Partner, Partner.tenant_id == TREY, mpa_signed=link["signed"])


def put(database: Database, key: str, holder: str) -> None:
    """A contact as another person or an import would set it."""

    def write(session: Session) -> None:
        found = session.get(SupportContact, key)
        if found is None:
            found = SupportContact(subscription_id=key, support_tenant_id=holder, since=MONDAY, version=0)
        found.support_tenant_id, found.version, found.assignment_id = holder, found.version + 1, None
        session.add(found)

    database.write_now(write)


def happen(database: Database, event: tuple[str, str, str]) -> None:
    what, key, holder = event
    if what == "contact":
        put(database, key, holder)
    elif what == "delete":
        set_column(database, Subscription, Subscription.id == key, status="deleted")
    else:
        set_column(database, CustomerRelationship, CustomerRelationship.customer_id == CONTOSO, state="removed")


def asked(rows: list[tuple[str, str]]) -> Ask:
    text = "subscriptionId,supportTenantId\n" + "".join(f"{key},{holder}\n" for key, holder in rows)
    return Ask(AssignManyKind.FILE, file_name="rows.csv", content=text.encode())


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contact_states, subscription_states, links, wishes, events)
async def test_the_verdict_is_what_happens(
    database: Database,
    directory: None,
    contact: dict[str, str],
    subscriptions: dict[str, Any],
    link: dict[str, Any],
    rows: list[tuple[str, str]],
    between: list[tuple[str, str, str]],
) -> None:
    arranged(database, contact, subscriptions, link)
    planned = start(database, rows)
    shown = contacts(database)
    for event in between:
        happen(database, event)
    before = contacts(database)
    moved = {key for what, key, _holder in between if what == "contact"}
    clock = ManualClock(MONDAY + timedelta(minutes=1))
    await runner(database, clock).run()
    after = contacts(database)
    for verdict, row in zip(planned, all_of(database, AssignManyRow), strict=True):
        key = row["subscription_id"]
        if verdict["state"] != "ready":
            assert row["state"] == verdict["state"]
        elif row["state"] == "changed":
            assert key not in moved
            assert after[key] == row["target_id"] != shown.get(key, PROVIDER)
        else:
            assert row["state"] == "skipped"
            assert between
            assert row["reasons"]
            assert after.get(key) == before.get(key)
        if verdict["state"] == "ready" and not between:
            assert row["state"] == "changed"
    changed = {row["subscription_id"] for row in all_of(database, AssignManyRow) if row["state"] == "changed"}
    assert {key: value for key, value in after.items() if key not in changed} == {
        key: value for key, value in before.items() if key not in changed
    }


def test_more_than_a_statement_takes_are_judged_in_order_and_who_left_is_unknown(
    database: Database, directory: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "CHUNK", 2)
    gone = "99999999-0000-4000-8000-000000000000"
    wishes = [RowWish(line, key, FABRIKAM) for line, key in enumerate(KEYS)] + [RowWish(99, KEYS[0], gone)]
    judged = database.read_now(lambda s: verdicts.judge(s, PROVIDER, wishes, MONDAY))
    assert [verdict.wish for verdict in judged] == wishes
    assert [verdict.fact and verdict.fact.line.subscription_id for verdict in judged] == [*KEYS, KEYS[0]]
    assert (judged[-1].state, judged[-1].reasons) == ("refused", (verdicts.PARTNER_UNKNOWN,))


def test_few_and_many_rows_are_asked_for_in_the_same_words(directory: None, database: Database) -> None:
    def said(count: int) -> list[str]:
        rows = [RowWish(line, sub(line), TREY) for line in range(count)]
        with statements(database, reading=True) as asked_for:
            database.read_now(lambda s: verdicts.judge(s, PROVIDER, rows, MONDAY))
        return asked_for

    assert said(2) == said(90)


def start(database: Database, rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The verdicts of the dry run, its job confirmed if there is anything to do; they agree with the conditions."""
    job_id = checked(database, asked(rows), replace(ANN, reference="REF00001"))
    kept = [dict(row) for row in all_of(database, AssignManyRow)]
    for row in kept:
        if row["state"] == "ready":
            assert failures(database, row["customer_id"], row["target_id"]) == ()
    if any(row["state"] == "ready" for row in kept):
        database.write_now(lambda s: jobs.start(s, ANN, job_id, scene()))
    return kept


def failures(database: Database, customer_id: str, target_id: str) -> tuple[str, ...]:
    return database.read_now(lambda s: target_failures(s, PROVIDER, customer_id, target_id, MONDAY))

"""Submissions over HTTP, committed before they are acknowledged, on a directory of full size (limits.md P5 to P7)."""

import itertools
import json
from collections import deque
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.commands import assign_form
from bot.db import Database
from bot.models import (
    Assignment,
    AuditEvent,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    Subscription,
    SupportContact,
)
from bot.services.sql import table
from tests.benchmarks.fake_slack import APP, PERSON, TEAM
from tests.benchmarks.full_directory import Loaded
from tests.benchmarks.load import Load, median, percentile, signed, trigger
from tests.benchmarks.ratio import tell
from tests.benchmarks.rivals import field

pytestmark = pytest.mark.benchmark

# p50 in seconds one at a time; submissions a second, 32 at once.
TARGETS = {"sqlite": (0.002, 500.0), "postgresql": (0.003, 450.0)}
TRIES, WARM, ALONE, LINES, EACH = 3, 60, 300, 32, 50
_views = itertools.count(1)


@dataclass(frozen=True)
class Job:
    """One subscription that is to get its first support contact."""

    subscription_id: str
    customer_id: str
    target_id: str


def jobs(database: Database, count: int) -> deque[Job]:
    """Subscriptions without a contact, with a reseller that may become it."""
    contact = select(table(SupportContact).c.subscription_id)
    query = (
        select(col(Subscription.id), col(Subscription.customer_id), col(CustomerRelationship.partner_tenant_id))
        .join(CustomerRelationship, col(CustomerRelationship.customer_id) == col(Subscription.customer_id))
        .join(Partner, col(Partner.tenant_id) == col(CustomerRelationship.partner_tenant_id))
        .where(col(Subscription.id).not_in(contact), col(Partner.kind) == "indirect_reseller")
        .limit(count)
    )
    return deque(Job(*row) for row in database.read_now(lambda s: s.execute(query).all()))


def submission(job: Job) -> tuple[str, bytes]:
    """A person presses Submit in a form of their own."""
    key, head = trigger(), assign_form.head(job.subscription_id)

    def option(value: str) -> dict[str, Any]:
        return {"text": {"type": "plain_text", "text": "x"}, "value": value}

    chosen = {
        assign_form.CUSTOMER: {"type": "external_select", "selected_option": option(job.customer_id)},
        assign_form.SUBSCRIPTIONS: {
            "type": "multi_external_select",
            "selected_options": [option(job.subscription_id)],
        },
        assign_form.CONTACT: {"type": "external_select", "selected_option": option(job.target_id)},
    }
    view = {
        "id": f"V{next(_views):09}",
        "team_id": TEAM,
        "type": "modal",
        "callback_id": assign_form.CALLBACK,
        "hash": "1.1",
        "private_metadata": json.dumps({"c": job.customer_id, "v": {head: 0}, "w": 0}),
        "state": {"values": {action: {action: state} for action, state in chosen.items()}},
        "blocks": [],
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "team_id": TEAM, "name": "p"},
        "api_app_id": APP,
        "trigger_id": key,
        "view": view,
        "response_urls": [],
    }
    return key, signed({"payload": json.dumps(payload)})


def written(database: Database, given: list[Job]) -> list[int]:
    """Contacts, assignments, history rows and notices of these submissions."""
    ids = [job.subscription_id for job in given]
    queries = [
        select(func.count()).where(col(SupportContact.subscription_id).in_(ids), col(SupportContact.version) == 1),
        select(func.count()).where(col(Assignment.subscription_id).in_(ids)),
        select(func.count()).where(col(AuditEvent.subject_id).in_(ids), col(AuditEvent.action) == "contact.assigned"),
        select(func.count(func.distinct(col(Assignment.batch_id))))
        .join(OutboxMessage, col(OutboxMessage.subject) == "batch:" + col(Assignment.batch_id))
        .where(col(Assignment.subscription_id).in_(ids)),
    ]
    return database.read_now(lambda s: [s.execute(query).scalar_one() for query in queries])


async def test_committed_before_the_acknowledgement(
    full_directory: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One at a time p50, and 32 at once per second; nothing refused, nothing lost."""
    database = Database(full_directory.url)
    engine = "sqlite" if database.is_sqlite else "postgresql"
    waiting = jobs(database, TRIES * (WARM + ALONE + LINES * EACH))
    done: list[Job] = []

    def make() -> tuple[str, bytes]:
        done.append(waiting.popleft())
        return submission(done[-1])

    best_p50, best_rate = 1e9, 0.0
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, full_directory.url, tls=False))
        ours = await stack.enter_async_context(grounds.rival("ours"))
        load = Load(ours.load.port, make)
        for _ in range(TRIES):
            await load.closed(1, WARM)
            alone = await load.closed(1, ALONE)
            before = ours.cpu_seconds()
            many = await load.closed(LINES, EACH)
            cpu = (ours.cpu_seconds() - before) / len(many.sent)
            took = max(many.acked.values()) - min(many.sent.values())
            p50, rate, late = median(alone.acks()), len(many.sent) / took, percentile(many.acks(), 0.99)
            used = f"CPU {cpu * 1000:.2f} ms each"
            shown = f"p50 {p50 * 1000:.2f} ms; 32 at once {rate:.0f}/s ({used}), p99 {late * 1000:.0f} ms"
            tell(capsys, f"submit, {engine}: {shown}")
            best_p50, best_rate = min(best_p50, p50), max(best_rate, rate)
            assert {*alone.statuses.values(), *many.statuses.values()} == {200}
            if p50 <= TARGETS[engine][0] and rate >= TARGETS[engine][1]:
                break
    assert written(database, done) == [len(done)] * 4
    database.close()
    assert best_p50 <= TARGETS[engine][0]
    assert best_rate >= TARGETS[engine][1]

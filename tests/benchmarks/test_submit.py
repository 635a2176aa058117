"""Submissions over HTTP, committed before they are acknowledged, at full size (docs/limits.md#submissions)."""

import asyncio
import itertools
import json
import uuid
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select
from sqlmodel import col

from bot.commands.assign_support import form as assign_form
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
from bot.services.store.sql import table
from tests.benchmarks.fake_slack import APP, PERSON, TEAM
from tests.benchmarks.full_directory import Loaded, fresh
from tests.benchmarks.load import Load, median, signed, trigger
from tests.benchmarks.ratio import tell
from tests.benchmarks.rivals import field

pytestmark = pytest.mark.benchmark

# Seconds one at a time, p50; submissions a second, 32 at once.
TARGETS = {"sqlite": (0.002, 500.0), "postgresql": (0.003, 450.0)}
ROUNDS, WARM, ALONE, LINES, EACH, REST = 9, 60, 150, 32, 25, 1.0
_views = itertools.count(1)


@dataclass(frozen=True)
class Job:
    """One subscription that is to get its first support contact."""

    subscription_id: str
    customer_id: str
    target_id: str


def jobs(database: Database, count: int) -> deque[Job]:
    """Subscriptions without a contact, each once, with a reseller that may become it."""
    contact = select(table(SupportContact).c.subscription_id)
    query = (
        select(
            col(Subscription.id), col(Subscription.customer_id), func.min(col(CustomerRelationship.partner_tenant_id))
        )
        .join(CustomerRelationship, col(CustomerRelationship.customer_id) == col(Subscription.customer_id))
        .join(Partner, col(Partner.tenant_id) == col(CustomerRelationship.partner_tenant_id))
        .where(col(Subscription.id).not_in(contact), col(Partner.kind) == "indirect_reseller")
        # A customer may be related with several.
        .group_by(col(Subscription.id), col(Subscription.customer_id))
        .limit(count)
    )
    return deque(Job(*row) for row in database.read_now(lambda s: s.execute(query).all()))


def submission(job: Job) -> tuple[str, bytes]:
    """A person presses Submit in a form of their own."""
    key = trigger()

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
        "private_metadata": json.dumps({"c": job.customer_id, "v": {job.subscription_id: 0}, "w": 0}),
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


def nobodys() -> tuple[str, bytes]:
    """A submission for the bare drivers, which look nothing up."""
    return submission(Job(str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())))


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


async def answers(port: int) -> dict[tuple[str, str], int]:
    """Read the number of deliveries by (kind, outcome); errors show there, as they are acknowledged too."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        counters = text_string_to_metric_families(await response.text())
    samples = (sample for family in counters for sample in family.samples if sample.name == "bot_deliveries_total")
    # Outcomes that alarms watch are there from the start, at 0.
    counts = {(sample.labels["kind"], sample.labels["outcome"]): int(sample.value) for sample in samples}
    return {outcome: count for outcome, count in counts.items() if count}


async def alone(load: Load) -> float:
    """Median seconds, one at a time; nothing refused."""
    # What the burst before left to the outbox is not a part of this.
    await asyncio.sleep(REST)
    sent = await load.closed(1, ALONE)
    assert set(sent.statuses.values()) == {200}
    return median(sent.acks())


async def at_once(load: Load) -> float:
    """Submissions a second; nothing refused."""
    sent = await load.closed(LINES, EACH)
    assert set(sent.statuses.values()) == {200}
    return len(sent.sent) / (max(sent.acked.values()) - min(sent.sent.values()))


@dataclass(frozen=True)
class Round:
    """Seconds of one submission alone, ours and the bare drivers'; ours a second at 32 at once."""

    p50: float
    bare: float
    rate: float


def reached(rounds: Sequence[Round], engine: str) -> bool:
    """Tell if the medians of all rounds meet the targets."""
    p50, rate = median([each.p50 for each in rounds]), median([each.rate for each in rounds])
    return p50 <= TARGETS[engine][0] and rate >= TARGETS[engine][1]


async def one_round(ours: Load, bare: Load) -> Round:
    """Measure ours and the bare drivers side by side, so that both have the same machine."""
    return Round(await alone(ours), await alone(bare), await at_once(ours))


def shown(rounds: Sequence[Round]) -> str:
    """Word the medians, and the median of the rounds' own ratios, from which noise cancels out."""
    p50s, bare, rates = ([getattr(each, name) for each in rounds] for name in ("p50", "bare", "rate"))
    ratio = median([each.p50 / each.bare for each in rounds])
    return (
        f"p50 {median(p50s) * 1000:.2f} ms, {ratio:.2f} times the bare drivers' {median(bare) * 1000:.2f}; "
        f"{LINES} at once {median(rates):.0f}/s; of {len(rounds)} rounds"
    )


async def test_committed_before_the_acknowledgement(
    full_directory: Loaded, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One at a time and 32 at once, beside the bare drivers in the same rounds; nothing refused, nothing lost."""
    database = Database(full_directory.url)
    engine = "sqlite" if database.is_sqlite else "postgresql"
    waiting = jobs(database, WARM + ROUNDS * (ALONE + LINES * EACH))
    done: list[Job] = []

    def make() -> tuple[str, bytes]:
        done.append(waiting.popleft())
        return submission(done[-1])

    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, full_directory.url, tls=False))
        empty = replace(grounds, database_url=stack.enter_context(fresh(request, tmp_path, engine)))
        ours = Load((await stack.enter_async_context(grounds.rival("ours"))).load.port, make)
        bare = Load((await stack.enter_async_context(empty.rival("bare"))).load.port, nobodys)
        for load in (ours, bare):
            await load.closed(1, WARM)
        rounds = [await one_round(ours, bare) for _ in range(ROUNDS)]
        tell(capsys, f"submit, {engine}: {shown(rounds)}")
        answered = await answers(ours.port)
    assert answered == {("submission", "ok"): len(done)}
    assert written(database, done) == [len(done)] * 4
    database.close()
    assert reached(rounds, engine), f"p50 at most {TARGETS[engine][0]} s, at least {TARGETS[engine][1]} a second"

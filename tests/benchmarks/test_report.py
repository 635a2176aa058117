"""The numbers of the weekly report over a million subscriptions, each with a contact."""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.models import Partner, RelationshipRequest, Subscription, SupportContact
from bot.services.report import figures
from bot.services.store.sql import table
from tests.benchmarks import crowd
from tests.benchmarks.ratio import tell
from tests.benchmarks.waits import second_writer
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import partner

pytestmark = pytest.mark.benchmark

CUSTOMERS, EACH, RESELLERS, REQUESTS, ROUNDS = 100_000, 10, 5_000, 100_000, 5
# Seconds.
MOST = 1.0


def contacts(database: Database) -> Iterator[Mapping[str, Any]]:
    ids = database.read_now(lambda s: s.connection().execute(select(table(Subscription).c.id)).scalars().all())
    for number, key in enumerate(ids):
        by = {"subscription_id": key, "support_tenant_id": reseller(number % RESELLERS), "origin": "assigned"}
        yield by | {"since": MONDAY, "version": 1}


def reseller(number: int) -> str:
    return f"66666666-0000-4000-8000-{number:012}"


def requests() -> Iterator[Mapping[str, Any]]:
    """Half of them without an answer, the others accepted, a letter in each."""
    for number in range(REQUESTS):
        sent, accepted = MONDAY - timedelta(minutes=number), number % 2
        yield {
            "type": "customer_reseller",
            "inviter_tenant_id": PROVIDER,
            "target_key": f"t{number}",
            "target_name": f"Customer {number}",
            "email_text": "Dear customer, " * 60,
            "locale": "en",
            "state": "established" if accepted else "pending",
            "created_by": "U1",
            "owner": "U1",
            "created_at": sent,
            "sent_at": sent,
            "resolved_at": sent + timedelta(hours=number % 90) if accepted else None,
            "reminder_count": 0,
            "resend_count": 0,
            "reminders_stopped": False,
            "reference": "REF00001",
        }


@pytest.mark.timeout(1200)  # to load it; the counting is measured
def test_a_million_subscriptions_are_counted_in_a_second(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd.resellers(database)
    crowd.customers(database, CUSTOMERS, EACH)
    made = [partner(reseller(n), f"Reseller {n}", f"{5_000_000 + n}") for n in range(RESELLERS)]
    crowd.add(database, Partner, (one.model_dump() for one in made))
    crowd.add(database, SupportContact, contacts(database))
    crowd.add(database, RelationshipRequest, requests())
    crowd.ready(database)
    took = []
    with second_writer(database) as waits:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            found = database.read_now(lambda s: figures.read(s, PROVIDER, MONDAY))
            took.append(time.perf_counter() - began)
    assert found.supporters.total == CUSTOMERS * EACH
    assert sum(found.ages) == REQUESTS // 2
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    tell(
        capsys,
        f"the report of {CUSTOMERS * EACH} subscriptions, {engine}: {median(took) * 1000:.0f} ms, "
        f"worst {max(took) * 1000:.0f} ms; longest other write {waits.longest:.0f} ms",
    )
    assert median(took) <= MOST

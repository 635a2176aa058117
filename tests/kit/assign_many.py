"""A directory for bulk work: two customers of Trey Research, one of nobody, subscriptions by the dozen, and people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Denied
from bot.models import (
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    Assignment,
    CustomerRelationship,
    OutboxMessage,
    Partnership,
    SupportContact,
)
from bot.services.assign_many import chunks, dry_run, jobs
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper
from bot.services.jobs.runner import JobRunner
from bot.services.policy import Actor
from bot.services.scene import SceneNow
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import ANN, CONTOSO, FABRIKAM, STRANGER, TREY, customer, partner, provider, scene, subscription

ADATUM = "33333333-0000-4000-8000-000000000003"
CHANNEL = "C0DESK"
PAPER = Paper("because", "AGR-7", "Europe/Madrid")


def sub(number: int, customer: int = 1) -> str:
    """Make the id of a subscription; `customer` 1 is CONTOSO, 2 ADATUM, 3 STRANGER."""
    return f"4444{customer:04d}-0000-4000-8000-{number:012d}"


def build(session: Session, contoso: int = 3, adatum: int = 2) -> None:
    """Write so many subscriptions for the two customers of ours, and one for STRANGER, who is not."""
    session.add_all(
        [
            provider(),
            partner(TREY, "Trey Research", "4000001"),
            partner(FABRIKAM, "Fabrikam", "4000002"),
            customer(CONTOSO, "Contoso"),
            customer(ADATUM, "Adatum"),
            customer(STRANGER, "Stranger", relationship="none"),
        ]
    )
    session.flush()
    for reseller in (TREY, FABRIKAM):
        session.add(Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=reseller))
    for owner in (CONTOSO, ADATUM):
        session.add(CustomerRelationship(customer_id=owner, partner_tenant_id=TREY, delegated_admin="gdap"))
    session.add_all(subscription(sub(n), f"Office {n}") for n in range(contoso))
    session.add_all(subscription(sub(n, 2), f"Exchange {n}", ADATUM, "Adatum") for n in range(adatum))
    session.add(subscription(sub(0, 3), "Visio", STRANGER, "Stranger"))


def checked(database: Database, ask: Ask, actor: Actor = ANN, key: str = "d1", paper: Paper = PAPER) -> str:
    """Keep a dry run and return the job's id."""
    verdicts = database.read_now(lambda s: dry_run.check(s, PROVIDER, ask, MONDAY))
    prepared = jobs.prepare(actor, ask, verdicts, paper, scene(key=key))
    return database.write_now(lambda s: jobs.keep(s, actor, prepared, scene(key=key)))


def started(database: Database, ask: Ask, actor: Actor = ANN) -> str:
    """Confirm a dry run and return the job's id."""
    job_id = checked(database, ask, actor, key=f"k-{actor.reference}")
    assert database.write_now(lambda s: jobs.start(s, actor, job_id, scene()))
    return job_id


def whole(customer_id: str = CONTOSO, target: str = TREY) -> Ask:
    """Ask for all subscriptions of a customer."""
    return Ask(AssignManyKind.CUSTOMER, customer_id=customer_id, target_id=target)


def file(text: str | bytes) -> Ask:
    """Ask for the rows of a dropped file with this content."""
    content = text.encode() if isinstance(text, str) else text
    return Ask(AssignManyKind.FILE, file_name="rows.csv", content=content)


class Desk:
    """Source of roles for a runner, which asks who may still assign; `refuse` holds the error for a person."""

    def __init__(self) -> None:
        self.refuse: dict[str, Exception] = {}
        self.asked = 0

    async def admit(self, user_id: str, reference: str) -> Actor:
        """Return ANN with the reference of the call, or raise the error kept for the person."""
        self.asked += 1
        if error := self.refuse.get(user_id):
            raise error
        return replace(ANN, user_id=user_id, reference=reference)

    def dismiss(self, user_id: str = ANN.user_id) -> None:
        """Take the role from a person."""
        self.refuse[user_id] = Denied("denied-role", roles=(), groups=())


def now(clock: ManualClock) -> SceneNow:
    """Make scenes of the present moment of the clock."""
    return lambda key: scene(clock.now(), key)


def runner(database: Database, clock: ManualClock, desk: Desk | None = None, **more: Any) -> JobRunner:
    """Make a runner, as each process has one."""
    return JobRunner(database, [chunks.work((desk or Desk()).admit)], now(clock), **more)


def all_of(database: Database, model: Any) -> Sequence[Mapping[str, Any]]:
    """Read every row of a table, in order of its key."""
    t = table(model)
    query = select(t).order_by(*t.primary_key)
    return database.read_now(lambda s: [dict(row) for row in s.connection().execute(query).mappings()])


def states(database: Database) -> list[str]:
    """Read the states of all rows of all jobs, in order."""
    return [row["state"] for row in all_of(database, AssignManyRow)]


def job_state(database: Database, job_id: str) -> Mapping[str, Any]:
    """Read the row of a job."""
    return next(row for row in all_of(database, AssignManyJob) if row["id"] == job_id)


def contacts(database: Database) -> dict[str, str]:
    """Map each subscription to its contact, if one was ever set."""
    return {row["subscription_id"]: row["support_tenant_id"] for row in all_of(database, SupportContact)}


def counts(database: Database) -> tuple[int, int, int]:
    """Count contacts, assignments and messages."""
    return tuple(len(all_of(database, model)) for model in (SupportContact, Assignment, OutboxMessage))  # type: ignore[return-value]


def set_column(database: Database, model: Any, where: Any, **values: Any) -> None:
    """Change rows behind everybody's back."""
    database.write_now(lambda s: s.connection().execute(update(table(model)).where(where).values(**values)))

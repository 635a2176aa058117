"""A directory for bulk work: two customers of Trey Research, one of nobody, subscriptions by the dozen, and people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
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
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.services.assign_many import dry_run, jobs
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper
from bot.services.assign_many.runner import AssignManyRunner
from bot.services.policy import POLICIES, Actor, Role
from bot.services.scene import Scene, SceneNow
from bot.services.search import folding
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER

ANN = Actor("U0ANN", "Ann", frozenset({Role.HELPDESK_AGENT}), POLICIES["partner-center-2020"], "REF00001")
SALES = replace(ANN, user_id="U0SAL", roles=frozenset({Role.SALES_AGENT}), reference="REF00002")
TREY, FABRIKAM = (f"22222222-0000-4000-8000-00000000000{n}" for n in (1, 2))
CONTOSO, ADATUM, STRANGER = (f"33333333-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
CHANNEL = "C0DESK"
PAPER = Paper("because", "AGR-7", "Europe/Madrid")


def sub(number: int, customer: int = 1) -> str:
    """Make the id of a subscription; `customer` 1 is CONTOSO, 2 ADATUM, 3 STRANGER."""
    return f"4444{customer:04d}-0000-4000-8000-{number:012d}"


def build(session: Session, contoso: int = 3, adatum: int = 2) -> None:
    """Write so many subscriptions for the two customers of ours, and one for STRANGER, who is not."""
    session.add_all(
        [
            partner(PROVIDER, "1000001", "Iberia Cloud", "indirect_provider"),
            partner(TREY, "4000001", "Trey Research"),
            partner(FABRIKAM, "4000002", "Fabrikam"),
            customer(CONTOSO, "Contoso"),
            customer(ADATUM, "Adatum"),
            customer(STRANGER, "Stranger", "none"),
        ]
    )
    session.flush()
    for reseller in (TREY, FABRIKAM):
        session.add(Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=reseller))
    for owner in (CONTOSO, ADATUM):
        session.add(CustomerRelationship(customer_id=owner, partner_tenant_id=TREY, delegated_admin="gdap"))
    session.add_all(subscription(sub(n), CONTOSO, f"Office {n}") for n in range(contoso))
    session.add_all(subscription(sub(n, 2), ADATUM, f"Exchange {n}") for n in range(adatum))
    session.add(subscription(sub(0, 3), STRANGER, "Visio"))


def partner(tenant_id: str, mpn_id: str, name: str, kind: str = "indirect_reseller") -> Partner:
    """Make a partner in Spain, with its key."""
    key = folding.partner_key(name, mpn_id)
    return Partner(tenant_id=tenant_id, mpn_id=mpn_id, name=name, kind=kind, location="ES", search_key=key)


def customer(key: str, name: str, relationship: str = "reseller") -> Customer:
    """Make a customer in Spain, with its key."""
    domain = f"{name.casefold()}.com"
    return Customer(
        id=key,
        company_name=name,
        domain=domain,
        country="ES",
        relationship_to_partner=relationship,
        search_key=folding.customer_key(name, domain),
    )


def subscription(key: str, owner: str, name: str, **more: Any) -> Subscription:
    """Make an active licence subscription, with its key."""
    given: dict[str, Any] = {"billing_type": "license", "status": "active"} | more
    return Subscription(id=key, customer_id=owner, friendly_name=name, search_key=folding.key_of(name), **given)


def scene(now: datetime = MONDAY, key: str = "d1") -> Scene:
    """Set the scene of a change by the provider, as of `now`; `key` names the delivery."""
    return Scene(PROVIDER, now, key, CHANNEL)


def checked(database: Database, ask: Ask, actor: Actor = ANN, key: str = "d1", paper: Paper = PAPER) -> str:
    """Keep a dry run and return the job's id."""
    verdicts = database.read_now(lambda s: dry_run.check(s, PROVIDER, ask, MONDAY))
    return database.write_now(lambda s: jobs.keep(s, actor, ask, verdicts, paper, scene(key=key)))


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
    """The scene of the clock's present moment."""
    return lambda key: scene(clock.now(), key)


def runner(database: Database, clock: ManualClock, desk: Desk | None = None, **more: Any) -> AssignManyRunner:
    """Make a runner, as each process has one."""
    return AssignManyRunner(database, (desk or Desk()).admit, now(clock), **more)


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

"""The desk of a run: people with roles, a directory large enough to act on, and what is due from the start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.models import Customer, CustomerRelationship, Partner, Partnership, RelationshipRequest, Subscription
from bot.services.search.folding import customer_key, partner_key, subscription_key
from tests.conftest import PROVIDER
from tests.kit.rows import guid

CHANNEL, TEAM = "C0TORTURE", "T0TORTURE"
ADMINS, HELPDESK, OTHERS = "S0ADMINS", "S0HELPDESK", "S0OTHERS"
RESELLERS = 6
# Every fifth person may ask for relationships, every tenth may do nothing at all.
ADMIN_EVERY, NOBODY_EVERY = 5, 10
DUE_DAYS = 30


@dataclass(frozen=True)
class Town:
    """Sizes of a run: `people`, `customers` with `subscriptions` each, `requests` that wait for an answer, `strangers`
    who are no customers yet, and `rooms`, which are channels beside that of the team.
    """

    people: int = 24
    customers: int = 12
    subscriptions: int = 8
    requests: int = 40
    strangers: int = 200
    rooms: int = 0

    @property
    def everybody(self) -> list[str]:
        """Return the ids of all people."""
        return [f"U0T{number:05}" for number in range(self.people)]

    @property
    def admins(self) -> list[str]:
        """Return who may ask for relationships."""
        return [one for number, one in enumerate(self.everybody) if number % ADMIN_EVERY == 1]

    @property
    def nobodies(self) -> list[str]:
        """Return who has no role."""
        return [one for number, one in enumerate(self.everybody) if number % NOBODY_EVERY == 7]

    @property
    def assigners(self) -> list[str]:
        """Return everybody else, who may assign."""
        return [one for one in self.everybody if one not in {*self.admins, *self.nobodies}]

    @property
    def channels(self) -> list[str]:
        """Return the ids of the rooms."""
        return [f"C0ROOM{number:05}" for number in range(self.rooms)]

    def seed(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Describe the workspace with this app."""
        languages = ("en-US", "es-ES")
        people = [
            {"id": one, "name": one.lower(), "real_name": f"Person {number}", "locale": languages[number % 2]}
            for number, one in enumerate(self.everybody)
        ]
        groups = {ADMINS: self.admins, HELPDESK: self.assigners, OTHERS: []}
        members = [*self.everybody, "U0LOCALBOT"]
        rooms = [{"id": one, "name": one.lower(), "members": members} for one in self.channels]
        return {
            "team": {"id": TEAM, "name": "Torture", "domain": "torture"},
            "people": people,
            "groups": [{"id": key, "handle": key.lower(), "name": key, "users": of} for key, of in groups.items()],
            "channels": [{"id": CHANNEL, "name": "desk", "members": members}, *rooms],
            "app": {"manifest": manifest},
        }

    def customer(self, number: int) -> str:
        """Return the name of a customer, which no other's begins with."""
        return f"Kunde{number:04} Werke"

    def stranger(self, number: int) -> str:
        """Return the name of somebody who is no customer yet."""
        return f"Fremd{number:04} Werke"

    def build(self, session: Session) -> None:
        """Write the directory and the requests."""
        provider = _partner(PROVIDER, "Iberia Cloud", "1000001", "indirect_provider")
        resellers = [
            _partner(guid(number, 7), f"Reseller {number}", f"40000{number:02}", "indirect_reseller")
            for number in range(1, RESELLERS + 1)
        ]
        session.add_all([provider, *resellers])
        session.flush()
        session.add_all(
            Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=one.tenant_id, state="Active")
            for one in resellers
        )
        for number in range(self.customers):
            session.add(customer := _customer(number, self.customer(number)))
            session.flush()
            session.add_all(_relationships(customer, resellers))
            session.add_all(_subscriptions(customer, number, self.subscriptions))
        session.add_all(_stranger(number, self.stranger(number)) for number in range(self.strangers))
        later = datetime.now(UTC) + timedelta(days=2)
        session.add_all(self.request(number, later) for number in range(self.requests))

    def request(self, number: int, reminder: datetime, *, owner: str = "") -> RelationshipRequest:
        """Make a request that was sent four days before its reminder is due."""
        sent = reminder - timedelta(days=4)
        return RelationshipRequest(
            type="customer_reseller",
            inviter_tenant_id=PROVIDER,
            target_key=f"torture {number}",
            target_name=f"Wish {number:05}",
            url="https://example.com",
            email_text="https://example.com",
            recipient="admin@customer.example",
            state="pending",
            created_by=owner or self.admins[number % len(self.admins)],
            owner=owner or self.admins[number % len(self.admins)],
            created_at=sent,
            sent_at=sent,
            next_reminder_at=reminder,
            due_at=sent + timedelta(days=DUE_DAYS),
            reference="TORTURE0",
        )


def _partner(key: str, name: str, mpn_id: str, kind: str) -> Partner:
    return Partner(
        tenant_id=key,
        mpn_id=mpn_id,
        name=name,
        kind=kind,
        location="ES",
        mpa_signed=True,
        program_active=True,
        search_key=partner_key(name, mpn_id),
    )


def _customer(number: int, name: str) -> Customer:
    domain = f"kunde{number}.example"
    key = customer_key(name, domain)
    return Customer(id=guid(number, 8), company_name=name, domain=domain, country="ES", search_key=key)


def _stranger(number: int, name: str) -> Customer:
    stranger = _customer(number, name)
    stranger.id, stranger.relationship_to_partner = guid(number, 10), "none"
    return stranger


def _relationships(customer: Customer, resellers: list[Partner]) -> Iterator[CustomerRelationship]:
    for reseller in resellers:
        yield CustomerRelationship(
            customer_id=customer.id, partner_tenant_id=reseller.tenant_id, delegated_admin="gdap"
        )


def _subscriptions(customer: Customer, number: int, count: int) -> Iterator[Subscription]:
    for index in range(count):
        name = f"Licence {index:03}"
        yield Subscription(
            id=guid(number * 1000 + index, 9),
            customer_id=customer.id,
            friendly_name=name,
            partner_id="4000001",
            creation_date=datetime(2025, 1, 1, tzinfo=UTC),
            billing_type="license",
            search_key=subscription_key(customer.company_name, name, None),
        )

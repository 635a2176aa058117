"""A second provider in the directory: whatever anybody does, nothing is said of a customer that is only its own."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, update
from sqlmodel import Session, col, select

from bot.commands.registry import COMMANDS
from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.models import Customer, CustomerRelationship, RelationshipRequest, Subscription
from bot.services import separation
from bot.services.search.folding import customer_key, subscription_key
from tests.conftest import PROVIDER
from tests.kit import desk as desks
from tests.kit.desk import ANA, DESK, GLORIA, HUGO, Desk
from tests.kit.stories import ALL, Story
from tests.kit.world import partner

OTHER = "55555555-0000-4000-8000-000000000001"
# People may read the first word, since they type it; the second is said by the directory alone.
TYPED, SECRET = "zafiro", "nocturno"
TABLES = re.compile(
    r"\b(?:FROM|JOIN)\s+\(?(customer|customer_relationship|subscription|support_contact|assignment|relationship_request)\b"
)


def named(session: Session) -> None:
    """Give every customer and subscription names with the words."""
    for number, one in enumerate(session.exec(select(Customer))):
        one.company_name, one.domain = f"Zafiro Nocturno {number}", f"{TYPED}{number}.example"
        one.search_key = customer_key(one.company_name, one.domain)
        held = select(Subscription).where(col(Subscription.customer_id) == one.id)
        for at, each in enumerate(session.exec(held)):
            each.friendly_name = f"Nocturno {at}"
            each.search_key = subscription_key(one.company_name, each.friendly_name, None)
        asked = update(RelationshipRequest).where(col(RelationshipRequest.customer_id) == one.id)
        session.execute(asked.values(target_name=one.company_name, email_text=None))


def given_away(session: Session) -> None:
    """Let every customer have a relationship with the other provider alone."""
    session.add(partner(OTHER, "Norte Cloud", "1000002", kind="indirect_provider"))
    session.flush()
    session.execute(delete(CustomerRelationship).where(col(CustomerRelationship.partner_tenant_id) == PROVIDER))
    for key in session.exec(select(Customer.id)).all():
        session.add(CustomerRelationship(customer_id=key, partner_tenant_id=OTHER))
    session.flush()
    assert separation.settle_all(session, PROVIDER)


def elements(body: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Find the elements of a kind anywhere in blocks."""
    if isinstance(body, dict):
        if str(body.get("type", "")).endswith(kind) and "action_id" in body:
            yield body
        body = list(body.values())
    for one in body if isinstance(body, list) else ():
        yield from elements(one, kind)


async def looked_through(desk: Desk, person: Person) -> None:
    """Search in every menu of the modal, try to submit it, and leave it."""
    for _ in range(3):
        if person.modal is None:
            return
        for menu in list(elements(person.modal.body, "external_select")):
            for text in ("", TYPED, "no"):
                with suppress(NotVisible):
                    await person.search(menu["action_id"], text)
        with suppress(NotVisible):
            await person.submit()
        await desk.settle()
    if person.modal is not None:
        await person.dismiss()
    await desk.settle()


async def everything_typed(desk: Desk, person: Person, texts: list[str]) -> None:
    """Give every command with each of the texts."""
    for command in COMMANDS:
        for text in texts:
            await person.command(command.name, text)
            # Slack takes so many views a minute.
            await desk.advance(timedelta(seconds=5))
            await looked_through(desk, person)


async def everything_pressed(desk: Desk, person: Person) -> None:
    """Press each button of Home and of the messages that were sent."""
    await person.open_home()
    await desk.settle()
    for button in list(elements(person.home.body if person.home else {}, "button")):
        person.tab = "home"
        with suppress(NotVisible):
            await person.click(button["action_id"], button.get("value"))
        await desk.advance(timedelta(seconds=5))
        await looked_through(desk, person)
    person.tab = "messages"
    for message in person.messages(DESK):
        for button in list(elements(message.all_blocks, "button")):
            with suppress(NotVisible):
                await person.click(button["action_id"], button.get("value"), message=message)
            await desk.advance(timedelta(seconds=5))
            await looked_through(desk, person)


async def walked(desk: Desk, texts: list[str]) -> str:
    """Do everything, let weeks go by, and return all that the bot said."""
    before = desk.wire.last_seq
    for key in (GLORIA, ANA, HUGO):
        person = desk.person(key)
        await everything_typed(desk, person, texts)
        await everything_pressed(desk, person)
    for days in (1, 7, 40):
        await desk.advance(timedelta(days=days))
        for tick in desk.bot.sweeps:
            await tick.run()
        await desk.notices()
    records = desk.wire.records(after=before)
    return json.dumps([record.data for record in records if record.kind in ("call", "ack")], default=str).lower()


@contextmanager
def statements() -> Iterator[set[str]]:
    """Gather the queries that are made meanwhile."""
    seen: set[str] = set()

    def note(_c: object, _u: object, statement: str, *_more: object) -> None:
        seen.add(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def texts_of(database: Database) -> list[str]:
    """Return what may be typed about customers: nothing, a word, a name's part, ids, a host and a mail address."""
    customer = database.read_now(lambda s: s.exec(select(Customer.id).order_by(Customer.id)).first())
    held = database.read_now(lambda s: s.exec(select(Subscription.id).order_by(Subscription.id)).first())
    return ["", TYPED, str(customer), str(held), f"ann@{TYPED}0.example", f"www.{TYPED}0.example"]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "elsewhere"])
@pytest.mark.parametrize("story", ALL, ids=lambda story: story.__name__)
async def test_of_customers_of_another_provider_nothing_is_said(
    database: Database, database_url: str, story: Story, ours: bool
) -> None:
    await story(database)
    database.write_now(named)
    texts = texts_of(database)
    async with desks.opened(database, database_url, "http") as desk:
        await desk.notices()
        if not ours:
            database.write_now(given_away)
        with statements() as made:
            said = await walked(desk, texts)
    assert (SECRET in said) == ours
    assert sorted(unexplained(made)) == []


# Statements that need no condition, by what stands in them, and why.
EXPLAINED = {
    r"^SELECT relationship_request\.id, .* WHERE relationship_request\.id = ": "by key; then its customer is looked at",
    r"FROM assignment WHERE assignment\.customer_id = .* AND assignment\.to_tenant_id = ": "of privileges just read",
    r"^SELECT count\(\*\) AS count_1 FROM subscription$": "the report counts all, and takes off what is elsewhere",
    r"^SELECT support_contact\.support_tenant_id AS partner, count": "the same of contacts",
    r"^SELECT support_contact\.subscription_id FROM support_contact WHERE .* OFFSET": "a key to look up to, no contact",
}


def unexplained(made: set[str]) -> Iterator[str]:
    """Find queries of the tables that neither carry the condition nor are on the list."""
    for statement in made:
        read = statement.startswith(("SELECT", "WITH")) and TABLES.search(statement)
        if read and "elsewhere" not in statement and not any(re.search(words, statement) for words in EXPLAINED):
            yield statement

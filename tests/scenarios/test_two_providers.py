"""A second provider in the directory: whatever anybody does, nothing is said of a customer that is only its own."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, event, update
from sqlmodel import Session, col, select

from bot.commands.registry import COMMANDS
from bot.db import Database
from bot.models import Customer, CustomerRelationship, Partner, RelationshipRequest, Subscription
from bot.services import separation
from bot.services.search.folding import customer_key, subscription_key
from tests.conftest import PROVIDER
from tests.kit import desk as desks
from tests.kit.desk import ANA, GLORIA, HUGO, Desk
from tests.kit.stories import (
    ALL,
    Story,
    a_job_of_many,
    a_request_resent_handed_over_and_accepted,
    an_assignment_that_waits,
)
from tests.kit.walking import Walk
from tests.kit.world import partner

OTHER = "55555555-0000-4000-8000-000000000001"
# People may read the first word, since they type it; the second is said by the directory alone.
TYPED, SECRET = "zafiro", "nocturno"
OPEN_SCREENS = (an_assignment_that_waits, a_request_resent_handed_over_and_accepted, a_job_of_many)
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


async def walked(desk: Desk, who: str, texts: list[str], dropped: bytes) -> str:
    """Do everything, let weeks go by, and return all that the bot said."""
    before = desk.wire.last_seq
    walk = Walk(desk, desk.person(who), TYPED)
    await walk.dropped(dropped)
    await walk.everything_typed(texts)
    await walk.every_shortcut()
    await walk.everything_pressed()
    assert walk.screens > len(COMMANDS)
    for days in (1, 7, 40):
        await desk.advance(timedelta(days=days))
        for tick in desk.bot.sweeps:
            await tick.run()
        await desk.notices()
    return said(desk, before)


def said(desk: Desk, after: int) -> str:
    """Return what the bot said since that record of the wire: calls, answers and the files that it shared."""
    records = desk.wire.records(after=after)
    words = json.dumps([record.data for record in records if record.kind in ("call", "ack")], default=str)
    files = [one.content or b"" for one in desk.ws.state.files.values() if one.user == desk.ws.state.app.bot_user_id]
    return "\n".join([words, *(content.decode() for content in files)]).lower()


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


def file_of(database: Database) -> bytes:
    """Make a file that assigns every subscription, by its id and by its customer's."""
    query = select(Subscription.id, Subscription.customer_id).order_by(Subscription.id)
    partners = select(Partner.tenant_id).where(Partner.tenant_id != PROVIDER).order_by(Partner.tenant_id)
    held, target = database.read_now(lambda s: (s.exec(query).all(), s.exec(partners).first()))
    rows = [(subscription, "", target) for subscription, _ in held] + [("", owner, target) for _, owner in held]
    lines = ["subscriptionId,customerId,supportTenantId", *(",".join(map(str, row)) for row in rows)]
    return "\n".join(lines).encode()


def moved(database: Database, *, elsewhere: bool) -> None:
    """Mark every customer, as the import of the other provider's directory would, or take that back."""
    database.write_now(lambda s: s.execute(update(Customer).values(elsewhere=elsewhere)))


@pytest.mark.parametrize("goes", [False, True], ids=["stays", "goes"])
@pytest.mark.parametrize("story", OPEN_SCREENS, ids=lambda story: story.__name__)
async def test_a_screen_that_was_open_says_nothing_more_once_its_customer_is_elsewhere(
    database: Database, database_url: str, story: Story, goes: bool
) -> None:
    await story(database)
    database.write_now(named)
    customer = texts_of(database)[2]
    async with desks.opened(database, database_url, "http") as desk:
        await desk.notices()
        told = ""
        for command in COMMANDS:
            walk = Walk(desk, desk.person(GLORIA), TYPED)
            for text in (TYPED, customer):
                moved(database, elsewhere=False)
                await walk.person.command(command.name, text)
                await walk.rest()
                before = desk.wire.last_seq
                moved(database, elsewhere=goes)
                await walk.pressed_inside()
                await walk.submitted()
                told += said(desk, before)
    assert (SECRET in told) != goes


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "elsewhere"])
@pytest.mark.parametrize("story", ALL, ids=lambda story: story.__name__)
async def test_of_customers_of_another_provider_nothing_is_said(
    database: Database, database_url: str, story: Story, ours: bool
) -> None:
    await story(database)
    database.write_now(named)
    texts, dropped = texts_of(database), file_of(database)
    async with desks.opened(database, database_url, "http") as desk:
        await desk.notices()
        if not ours:
            database.write_now(given_away)
        with statements() as made:
            told = await walked(desk, (GLORIA, ANA, HUGO)[ALL.index(story) % 3], texts, dropped)
    assert (SECRET in told) == ours
    assert sorted(unexplained(made)) == []


BY_KEY = "by key; its customer is looked at"
LOOKED_AT = "of a customer just looked at"
# Statements that need no condition, by what stands in them, and why.
EXPLAINED = {
    r"^SELECT relationship_request\.id, .* WHERE relationship_request\.id = ": BY_KEY,
    r"^SELECT relationship_request\.id FROM .* AND relationship_request\.target_key = ": "a twin's key alone",
    r"^SELECT subscription\.id, .* FROM subscription WHERE subscription\.id = ": BY_KEY,
    r"^SELECT count\(\*\) AS count_1 FROM subscription$": "the report counts all, and takes off what is elsewhere",
    r"^SELECT support_contact\.support_tenant_id AS partner, count": "the same of contacts",
    r"^SELECT subscription\.partner_id AS number, count": "and of partners on record",
    r"^SELECT count\(\*\) .* FROM support_contact WHERE support_contact\.support_tenant_id = ": "so does this",
    r"^SELECT support_contact\.subscription_id FROM support_contact WHERE .*subscription_id > ": "the end of a piece",
    r"^SELECT 1 FROM assignment WHERE assignment\.requested_by = ": "many or few, to choose how to read them",
    r"^SELECT coalesce\(max\(assignment\.id\)": "a number",
    r"FROM assignment WHERE assignment\.customer_id = .* AND assignment\.to_tenant_id = ": "of privileges just read",
    r"^SELECT count\(\*\) AS count_1 FROM subscription WHERE subscription\.customer_id = ": LOOKED_AT,
    r"^SELECT customer\.said_by, .* WHERE customer\.id = ": LOOKED_AT,
    r"^SELECT customer_relationship\.customer_id, .* WHERE customer_relationship\.customer_id = .* AND ": LOOKED_AT,
    r"^SELECT subscription\.(creation_date|said_by)\b.* WHERE subscription\.id = ": LOOKED_AT,
    r"^SELECT assignment\..* FROM assignment WHERE assignment\.subscription_id (= |IN \()": LOOKED_AT,
    r"^SELECT assignment\.subscription_id .* WHERE assignment\.batch_id IN \(SELECT set_by\.batch_id ": LOOKED_AT,
}


def unexplained(made: set[str]) -> Iterator[str]:
    """Find queries of the tables that neither carry the condition nor are on the list."""
    for statement in made:
        read = statement.startswith(("SELECT", "WITH")) and TABLES.search(statement)
        if read and "elsewhere" not in statement and not any(re.search(words, statement) for words in EXPLAINED):
            yield statement

"""Lists as files in the reader's direct message: whole, filtered as shown, and safe in a spreadsheet."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from bot.commands.shared import export
from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.base.faults import FaultKind
from bot.models import OutboxMessage, RelationshipRequest
from bot.services.slack import sharing
from tests.conftest import PROVIDER
from tests.kit.desk import GLORIA, HUGO, Desk, screen, shared
from tests.kit.relationships import NORTHWIND, prospect
from tests.kit.steps import filled, sent
from tests.kit.world import CONTOSO, OFFICE, TREY, Reseller, build, customer, subscription

FILE = "support-contacts-2026-03-02.csv"


@pytest.fixture
def directory(database: Database) -> None:
    def world(session: Session) -> None:
        build(session, Reseller(TREY, "Trey Research"))
        session.add(prospect(NORTHWIND, "Northwind"))

    database.write_now(world)


async def exported(desk: Desk, person: Person, action: str) -> str:
    await person.click(action)
    await desk.settle()
    return screen(person)


async def test_the_list_of_requests(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    gloria = await desk.opened(GLORIA, "/relationships", "northwind")
    assert "está en tus mensajes directos con esta aplicación, con una fila" in await exported(
        desk, gloria, "relations.export"
    )
    (row,) = shared(desk, gloria)
    assert (row["Para"], row["customerId"], row["Estado"]) == ("Northwind", NORTHWIND, "Pendientes")
    assert (row["A cargo de"], row["Enviada"]) == (GLORIA, "2026-03-02T09:00:00Z")
    # The list is still there, below.
    await gloria.close()
    assert "Northwind" in screen(gloria)


async def test_what_is_filtered_out_is_not_in_the_file(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    gloria = await desk.opened(GLORIA, "/relationships", "expired")
    assert "relations.export" not in str(gloria.modal and gloria.modal.body)


async def test_no_cell_is_run_as_a_formula(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    named = update(RelationshipRequest).values(target_name="=cmd|' /C calc'!A0", target_key="=cmd", customer_id=None)
    desk.db.write_now(lambda s: s.connection().execute(named))
    gloria = await desk.opened(GLORIA, "/relationships")
    await exported(desk, gloria, "relations.export")
    assert shared(desk, gloria)[0]["Para"].startswith("'=cmd")


async def test_a_longer_list_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    monkeypatch.setattr(export, "LONGEST", 3)
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")
    assert "with the first 3 rows; the list is longer" in await exported(desk, hugo, "contact.export")
    assert len(shared(desk, hugo)) == 3


async def test_a_long_list_is_read_in_pieces_and_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests, contacts, what a reseller supports and relationships, each piece after piece."""
    monkeypatch.setattr(export, "MOST", 2)
    gloria = await sent(desk)
    await gloria.close()
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.settle()
    await hugo.close()
    for command, text, action, key, count in (
        ("/support-contact", "Contoso", "contact.export", "subscriptionId", 6),
        ("/relationships", "", "relations.export", "Request", 1),
        ("/support-contact", "Trey Research", "contact.export", "subscriptionId", 1),
        ("/relationships", "standing", "relations.standing_export", "customerId", 1),
    ):
        hugo = await desk.opened(HUGO, command, text)
        assert "the list is longer" not in await exported(desk, hugo, action)
        found = [row[key] for row in shared(desk, hugo)]
        assert len(found) == count, (command, text, found)
        await hugo.close()
        await desk.settle()
        await hugo.close()
        await desk.settle()


async def test_relationships_as_files_of_the_directory_have_them(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/relationships", "standing trey")
    assert "with one row" in await exported(desk, hugo, "relations.standing_export")
    (row,) = shared(desk, hugo)
    assert (row["Customer"], row["customerId"], row["Partner"]) == ("Contoso", CONTOSO, "Trey Research")
    assert (row["partnerTenantId"], row["state"], row["delegatedAdmin"]) == (TREY, "established", "gdap")


async def test_people_have_their_names_beside_their_ids(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    hugo = await desk.opened(HUGO, "/relationships", "")
    await exported(desk, hugo, "relations.export")
    (row,) = shared(desk, hugo)
    assert (row["Looked after by"], row["Name of whoever looks after it"]) == (GLORIA, "Gloria")


async def test_contacts_of_a_customer_and_the_history_of_one(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.settle()
    await hugo.close()
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")
    assert "with 6 rows" in await exported(desk, hugo, "contact.export")
    found = {row["subscriptionId"]: row for row in shared(desk, hugo)}
    office = found[OFFICE]
    assert (office["Support contact"], office["supportTenantId"]) == ("Trey Research", TREY)
    assert (office["Customer"], office["customerId"]) == ("Contoso", CONTOSO)
    assert office["Since"] == "2026-03-02T09:00:00Z"
    await hugo.close()
    await hugo.click("contact.menu", f"history:{OFFICE}")
    await desk.settle()
    assert "with one row" in await exported(desk, hugo, "contact.history_export")
    (event,) = shared(desk, hugo)
    assert (event["What"], event["From"], event["To"]) == ("Assigned", "Iberia Cloud", "Trey Research")
    assert (event["By"], event["Name of whoever did it"], event["subscriptionId"]) == (HUGO, "Hugo", OFFICE)
    assert (event["fromTenantId"], event["toTenantId"]) == (PROVIDER, TREY)


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_file_that_slack_refuses_is_told(desk: Desk, method: str) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")
    desk.ws.faults.add("error", method, code="file_uploads_disabled")
    assert "Slack did not accept this just now (file_uploads_disabled)" in await exported(desk, hugo, "contact.export")
    assert [message for message in hugo.dms if message.files] == []


async def test_a_file_of_which_nobody_knows_is_to_be_looked_for(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")
    desk.ws.faults.add("http_500_after", "files.completeUploadExternal")
    assert "Look for support-contacts-2026-03-02.csv" in await exported(desk, hugo, "contact.export")


async def test_a_file_that_takes_too_long_is_told_of_once_and_not_as_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")

    async def on_its_way(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(export, "SHARED_WITHIN", 0.05)
    monkeypatch.setattr(sharing, "share", on_its_way)
    assert f"Look for {FILE}" in await exported(desk, hugo, "contact.export")
    await desk.advance(timedelta(minutes=3))
    await desk.notices()
    assert hugo.dms == []


@pytest.mark.parametrize(
    ("fault", "method"),
    [("", ""), ("error", "files.getUploadURLExternal"), ("http_500_after", "files.completeUploadExternal")],
)
async def test_nothing_is_left_of_a_file_that_was_told_of(desk: Desk, fault: FaultKind, method: str) -> None:
    """What would tell that it was interrupted is taken back: when it is there, refused, or nobody knows."""
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")
    if fault:
        desk.ws.faults.add(fault, method)
    await exported(desk, hugo, "contact.export")
    assert desk.db.read_now(lambda s: s.scalars(select(col(OutboxMessage.kind))).all()) == []


async def test_a_file_whose_making_was_cut_off_is_told_of_until_it_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hugo = await cut_off(desk, monkeypatch)
    await interrupted(desk, hugo)
    await exported(desk, hugo, "contact.export")
    assert shared(desk, hugo)


async def cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Cut off the making of the contacts of CONTOSO, and go back to the list."""
    hugo = await desk.opened(HUGO, "/support-contact", "Contoso")

    async def cut(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(sharing, "share", cut)
        await exported(desk, hugo, "contact.export")
    await hugo.close()
    return hugo


async def interrupted(desk: Desk, person: Person) -> None:
    await desk.advance(timedelta(minutes=3))
    await desk.notices()
    told = [message.text for message in person.dms if "was interrupted" in message.text]
    assert len(told) == 1
    assert FILE in told[0]


async def test_a_file_of_another_list_takes_nothing_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    litware = str(uuid4())
    desk.db.write_now(lambda s: s.add(customer(litware, "Litware")))
    desk.db.write_now(lambda s: s.add(subscription(str(uuid4()), "Office", litware, "Litware")))
    hugo = await cut_off(desk, monkeypatch)
    await hugo.close()
    hugo = await desk.opened(HUGO, "/support-contact", "Litware")
    await exported(desk, hugo, "contact.export")
    assert shared(desk, hugo)
    await interrupted(desk, hugo)


async def test_a_try_that_is_refused_takes_back_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one may still be under way, and end in silence then."""
    hugo = await cut_off(desk, monkeypatch)
    desk.ws.faults.add("error", "files.getUploadURLExternal", code="file_uploads_disabled")
    assert "file_uploads_disabled" in await exported(desk, hugo, "contact.export")
    await interrupted(desk, hugo)


async def test_a_file_that_is_there_takes_back_what_an_earlier_try_would_say(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hugo = await cut_off(desk, monkeypatch)
    await exported(desk, hugo, "contact.export")
    assert desk.db.read_now(lambda s: s.scalars(select(col(OutboxMessage.kind))).all()) == []

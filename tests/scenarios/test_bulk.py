"""`/assign-many` as people use it, in both transports, on both databases."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db import Database
from bot.local_slack import Person
from bot.models import AssignManyJob, Assignment, CustomerRelationship, Subscription, SupportContact
from bot.services.assign_many import chunks, sheet
from bot.services.store.sql import table
from tests.conftest import PROVIDER
from tests.kit.assign_many import all_of, build, contacts, set_column, states, sub
from tests.kit.desk import ANA, DESK, HELPDESK, HUGO, SARA, Desk, flat, screen
from tests.kit.desk import opened as opened_desk
from tests.kit.world import CONTOSO, TREY


@pytest.fixture
def directory(database: Database) -> None:
    """Two customers of ours with 12 and 2 subscriptions, Trey Research eligible for both."""
    database.write_now(lambda session: build(session, contoso=12))


@pytest.fixture
async def large(database: Database, database_url: str, directory: None) -> AsyncIterator[Desk]:
    """A desk where more than ten rows need a second person."""
    async with opened_desk(database, database_url, "socket", bulk_confirm_rows=10) as desk:
        yield desk
        await desk.check()


def said(person: Person) -> list[str]:
    """The direct messages without the shared files."""
    return [flat(message.text) for message in person.dms if not message.files]


async def opened(desk: Desk, user_id: str, text: str = "") -> Person:
    return await desk.opened(user_id, "/assign-many", text)


async def checked(desk: Desk, person: Person) -> str:
    await person.submit()
    await desk.settle()
    return screen(person)


async def confirmed(desk: Desk, person: Person) -> str:
    """Assign N is pressed, and the window that says what comes is closed."""
    seen = await checked(desk, person)
    await person.close()
    return seen


async def whole_customer(desk: Desk, user_id: str = HUGO, customer: str = "Contoso") -> Person:
    person = await opened(desk, user_id, customer)
    await person.search("bulk.contact", "trey")
    await person.select("bulk.contact", "Trey Research")
    return person


async def dropped(desk: Desk, content: bytes, user_id: str = HUGO) -> Person:
    """The form with a file in it."""
    person = await opened(desk, user_id)
    await person.select("bulk.which", "file")
    await desk.settle()
    await person.select("bulk.file", [person.attach("rows.csv", content)])
    return person


async def worked(desk: Desk) -> None:
    """Do what the timers would do until nothing is left to do or to tell."""
    await desk.sweep("jobs")
    await desk.notices()
    await desk.sweep("assign_many results")
    await desk.notices()


def result(desk: Desk, person: Person) -> list[dict[str, str]]:
    (message,) = [message for message in person.dms if message.files]
    content = desk.ws.state.files[message.files[0]].content
    assert content is not None
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_all_subscriptions_of_a_customer(desk: Desk) -> None:
    hugo = await whole_customer(desk)
    seen = await checked(desk, hugo)
    assert "Dry run: nothing is written yet." in seen
    assert "12 subscriptions will change" in seen
    assert "[Assign 12 contacts]" in seen
    assert contacts(desk.db) == {}
    assert said(hugo) == []
    assert "12 subscriptions are being assigned" in await confirmed(desk, hugo)
    await worked(desk)
    assert set(contacts(desk.db).values()) == {TREY}
    (message,) = said(hugo)
    assert "*Assign many*" in message
    assert "is done" in message
    assert "*12 subscriptions* were changed" in message
    assert "In force, waiting for review" in message
    assert "The result file is in this conversation" in message
    assert len(hugo.messages(DESK)) == 1
    rows = result(desk, hugo)
    assert [row["result"] for row in rows] == ["changed"] * 12
    assert rows[0]["former contact"] == "Iberia Cloud"
    await hugo.click("bulk.close")
    await desk.notices()
    assert {row["state"] for row in all_of(desk.db, Assignment)} == {"closed"}
    assert ["Reviewed and closed" in text for text in said(hugo)] == [True]


async def test_the_result_file_says_what_happened_and_can_be_dropped_again(desk: Desk) -> None:
    text = f"subscriptionId,supportTenantId\n{sub(0)},{TREY}\n{sub(1)},{PROVIDER}\n=cmd|' /C calc'!A0,{TREY}\n"
    hugo = await dropped(desk, text.encode())
    seen = await checked(desk, hugo)
    assert "One subscription will change" in flat(seen.replace("*", ""))
    assert "One has this support contact already" in seen
    assert "One cannot be done" in seen
    assert "There is no such subscription in the directory" in seen
    await confirmed(desk, hugo)
    await worked(desk)
    rows = result(desk, hugo)
    assert [row["result"] for row in rows] == ["changed", "unchanged", "refused"]
    assert rows[2]["subscription"].startswith("'=cmd")
    again = desk.ws.state.files[next(m.files[0] for m in hugo.dms if m.files)].content
    assert again is not None
    hugo = await dropped(desk, again)
    seen = await checked(desk, hugo)
    assert "2 have this support contact already" in seen
    assert "One cannot be done" in seen
    assert "[Assign" not in seen


async def test_everything_wrong_with_a_file_is_said_at_once(desk: Desk) -> None:
    hugo = await dropped(desk, b"customer,note\nContoso,x\n")
    await hugo.submit()
    await desk.settle()
    (words,) = hugo.errors.values()
    assert "subscriptionId | customer + subscription" in words
    assert "supportTenantId | mpnId | supportContact" in words
    await hugo.select("bulk.file", [hugo.attach("big.csv", b"x" * (sheet.MOST_BYTES + 1))])
    await hugo.submit()
    await desk.settle()
    assert "larger than 1,000 KB" in str(hugo.errors)
    good = f"subscriptionId,mpnId\n{sub(0)},4000001\n".encode()
    await hugo.select("bulk.file", [hugo.attach("good.csv", good)])
    assert "[Assign one contact]" in await checked(desk, hugo)


async def test_the_dry_run_says_from_whom_to_whom_and_lists_both_kinds_of_rows(desk: Desk) -> None:
    set_column(desk.db, Subscription, Subscription.id == sub(0), status="expired")
    set_column(desk.db, Subscription, Subscription.id == sub(1), product_type="Software")
    rows = [f"{sub(n)},{TREY},1000001" for n in range(12)] + [f"{sub(0, 2)},{TREY},1", f"{sub(1, 2)},,4000001", "x,y,z"]
    hugo = await dropped(desk, "\n".join(["subscriptionId,supportTenantId,Partner ID", *rows]).encode())
    seen = await checked(desk, hugo)
    assert "13 subscriptions will change" in seen
    assert "One row names no support contact; nothing changes there." in seen
    assert "13: Iberia Cloud (PartnerID 1000001) → Trey Research (PartnerID 4000001), 2 customers" in seen
    assert "One that will change has the status “expired”" in seen
    assert "One that will change is software" in seen
    assert "Not read, because they do not say who shall support: Partner ID" in seen
    assert "9. Contoso: Office 7: Iberia Cloud → Trey Research" in seen
    assert "Office 8" not in seen
    assert "16. x: – → y" in seen
    await hugo.click("bulk.ready_next")
    await desk.settle()
    assert "10. Contoso: Office 8: Iberia Cloud → Trey Research" in screen(hugo)
    assert "Page 2 of 2" in screen(hugo)
    assert "16. x: – → y" in screen(hugo)
    await hugo.click("bulk.ready_previous")
    await desk.settle()
    assert "Page 1 of 2" in screen(hugo)


async def test_a_large_one_starts_when_somebody_else_confirms_it(large: Desk) -> None:
    desk = large
    hugo = await whole_customer(desk)
    assert "So many need a second person" in await checked(desk, hugo)
    assert "12 subscriptions wait for a second person" in await confirmed(desk, hugo)
    await worked(desk)
    assert contacts(desk.db) == {}
    (told,) = desk.told()
    assert "started by Hugo, needs a second person" in told.text
    await hugo.click("bulk.look", message=told)
    await desk.settle()
    assert "[Assign" not in screen(hugo)
    await hugo.close()
    sara = desk.person(SARA)
    await sara.click("bulk.look", message=told)
    await desk.settle()
    assert sara.modal is None
    ana = desk.person(ANA)
    await ana.click("bulk.look", message=told)
    await desk.settle()
    assert "12: Iberia Cloud (PartnerID 1000001) → Trey Research (PartnerID 4000001), un cliente" in screen(ana)
    assert "[Asignar 12 contactos]" in screen(ana)
    await ana.submit()
    await desk.settle()
    await worked(desk)
    assert set(contacts(desk.db).values()) == {TREY}
    assert "Confirmed by Ana" in said(hugo)[0]
    assert {row["requested_by"] for row in all_of(desk.db, Assignment)} == {HUGO}
    assert [row["result"] for row in result(desk, hugo)] == ["changed"] * 12


async def test_a_second_person_finds_it_by_its_reference_and_may_refuse(large: Desk) -> None:
    desk = large
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    await desk.notices()
    (job,) = all_of(desk.db, AssignManyJob)
    ana = await opened(desk, ANA, job["id"])
    assert "[Asignar 12 contactos]" in screen(ana)
    await ana.close()
    await ana.click("bulk.withdraw", message=desk.told()[0])
    await worked(desk)
    assert contacts(desk.db) == {}
    assert "was cancelled by Ana" in said(hugo)[0]
    ana = await opened(desk, ANA, job["id"])
    assert "[Asignar" not in screen(ana)


async def test_a_role_lost_while_the_second_person_looks(large: Desk) -> None:
    desk = large
    ana = await whole_customer(desk, ANA)
    await checked(desk, ana)
    await confirmed(desk, ana)
    await desk.notices()
    hugo = desk.person(HUGO)
    await hugo.click("bulk.look", message=desk.told()[0])
    await desk.settle()
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    await hugo.submit()
    await worked(desk)
    assert contacts(desk.db) == {}


async def test_refused_rows_come_in_pages(desk: Desk) -> None:
    lines = "".join(f"gone-{n},{TREY}\n" for n in range(19))
    hugo = await dropped(desk, f"subscriptionId,supportTenantId\n{lines}".encode())
    seen = await checked(desk, hugo)
    assert "19 cannot be done" in seen
    assert "Page 1 of 3" in seen
    assert "gone-7" in seen
    assert "gone-8" not in seen
    await hugo.click("bulk.next")
    await desk.settle()
    await hugo.click("bulk.next")
    await desk.settle()
    assert "Page 3 of 3" in screen(hugo)
    assert "gone-18" in screen(hugo)
    await hugo.click("bulk.previous")
    await desk.settle()
    assert "Page 2 of 3" in screen(hugo)


async def test_every_customer_of_a_reseller(desk: Desk) -> None:
    ana = await opened(desk, ANA)
    await ana.select("bulk.which", "reseller")
    await desk.settle()
    await ana.search("bulk.reseller", "trey")
    await ana.select("bulk.reseller", "Trey Research")
    await ana.search("bulk.contact", "trey")
    await ana.select("bulk.contact", "Trey Research")
    seen = await checked(desk, ana)
    assert "Cambiarán 14 suscripciones" in seen.replace("*", "")
    await confirmed(desk, ana)
    await worked(desk)
    assert len(contacts(desk.db)) == 14
    assert [row["resultado"] for row in result(desk, ana)] == ["cambiada"] * 14


async def test_cancelled_while_it_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 4)
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    runner = desk.tick("jobs").run.__self__  # type: ignore[attr-defined]
    await runner.advance()
    await desk.notices()
    (message,) = said(hugo)
    assert "▰▰▰▱▱▱▱▱▱▱ 4 of 12" in message
    await hugo.click("bulk.cancel")
    await worked(desk)
    (message,) = said(hugo)
    assert "was cancelled by Hugo" in message
    assert "8 were not reached" in message
    assert states(desk.db) == ["changed"] * 4 + ["ready"] * 8
    assert [row["result"] for row in result(desk, hugo)] == ["changed"] * 4 + ["not reached"] * 8


async def test_a_role_lost_midway_stops_it_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 4)
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    runner = desk.tick("jobs").run.__self__  # type: ignore[attr-defined]
    await runner.advance()
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    await worked(desk)
    (message,) = said(hugo)
    assert "may not assign support contacts any more" in message
    assert states(desk.db) == ["changed"] * 4 + ["ready"] * 8


async def test_handed_back_as_a_new_reviewed_job(desk: Desk) -> None:
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    await worked(desk)
    moved = update(table(SupportContact)).where(table(SupportContact).c.subscription_id == sub(3))
    desk.db.write_now(lambda s: s.connection().execute(moved.values(version=2, assignment_id=None)))
    await hugo.click("bulk.undo")
    await desk.settle()
    seen = screen(hugo)
    assert "[Hand back 11 contacts]" in seen
    assert "It was changed again since" in seen
    assert set(contacts(desk.db).values()) == {TREY}
    await confirmed(desk, hugo)
    await worked(desk)
    after = contacts(desk.db)
    assert after.pop(sub(3)) == TREY
    assert set(after.values()) == {PROVIDER}
    first, second = said(hugo)
    assert "waiting for review" in second
    assert "is done" in first


async def test_where_files_are_refused_the_message_has_the_counts(desk: Desk) -> None:
    desk.ws.faults.add("error", "files.getUploadURLExternal", code="file_uploads_disabled")
    lost = update(table(CustomerRelationship)).where(table(CustomerRelationship).c.customer_id == CONTOSO)
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    desk.db.write_now(lambda s: s.connection().execute(lost.values(delegated_admin="none")))
    await worked(desk)
    (message,) = said(hugo)
    assert "could not be shared (file_uploads_disabled)" in message
    assert "12 were left alone" in message
    await hugo.click("bulk.details")
    await desk.settle()
    assert "no delegated admin privileges" in screen(hugo)
    assert "Page 1 of 2" in screen(hugo)


async def test_sales_agent_is_told_who_may(desk: Desk) -> None:
    sara = desk.person(SARA)
    outcome = await sara.command("/assign-many")
    await desk.settle()
    assert sara.modal is None
    assert HELPDESK in str(outcome.ack)


async def test_a_role_lost_while_the_dry_run_is_open(desk: Desk) -> None:
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    await worked(desk)
    assert contacts(desk.db) == {}
    assert "ready" in states(desk.db)


async def test_unreviewed_is_recalled_on_working_days_until_closed(desk: Desk) -> None:
    hugo = await whole_customer(desk)
    await checked(desk, hugo)
    await confirmed(desk, hugo)
    await worked(desk)
    recalled = []
    for _ in range(20):  # until Monday, eight hours at a time; nine in the morning is 17:00 UTC for Hugo
        await desk.advance(timedelta(hours=8))
        await desk.sweep("assign_many reviews")
        recalled.append(sum("not reviewed yet" in text for text in said(hugo)))
    assert recalled == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]
    await hugo.click("bulk.close")
    await desk.settle()
    await desk.advance(timedelta(hours=16))
    await desk.sweep("assign_many reviews")
    assert sum("not reviewed yet" in text for text in said(hugo)) == 4

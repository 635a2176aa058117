"""The boards as people use them: what needs a look, whose it is, the next step; and who may not look."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.commands.watch import export as watch_export
from bot.db import Database
from bot.models import GdapRelationship, PartnerIdCheck, RequestType, Subscription
from bot.services.watch import record
from tests.conftest import MONDAY
from tests.kit import rows, world
from tests.kit.desk import ANA, HUGO, NOBODY, Desk, screen
from tests.kit.world import EXCHANGE, FABRIKAM, OFFICE, TREY, Reseller

DAY = timedelta(days=1)


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO with privileges that end in a week, others, an invitation that waits, and a refused partner on record."""

    def work(session: Session) -> None:
        ending = Reseller(TREY, "Trey Research", expires_at=MONDAY + 7 * DAY)
        world.build(session, ending, Reseller(FABRIKAM, "Fabrikam", expires_at=MONDAY + 200 * DAY))
        session.flush()
        waiting = rows.invite(5, owner=HUGO)
        waiting.type = RequestType.GDAP
        session.add(waiting)
        session.add_all(
            GdapRelationship(
                id=key, name=key, status="active", customer_id=world.CONTOSO, groups_read_at=MONDAY, seen_at=MONDAY
            )
            for key in ("g1",)
        )
        refused = "Partner account suspended"
        session.add(PartnerIdCheck(partner_id="4000002", is_valid=False, reason=refused, checked_at=MONDAY))
        exchange, office = (session.get_one(Subscription, key) for key in (EXCHANGE, OFFICE))
        exchange.partner_id, exchange.commitment_end_date = "4000002", MONDAY + 20 * DAY
        office.partner_id = ""

    database.write_now(work)


async def test_the_board_of_access_says_what_is_next(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/relationships", "access")
    seen = screen(hugo)
    order = ("Contoso with Trey Research", "Ends in 7 days", "no security group", "Target 5", "Does not extend itself")
    places = [seen.index(part) for part in order]
    assert places == sorted(places)
    assert "Nobody looks after it" in seen
    assert "Next: ask the customer" in seen
    await hugo.select("watch.state", "ending")
    await desk.settle()
    seen = screen(hugo)
    assert "Trey Research" in seen
    assert "Target 5" not in seen
    await hugo.select("watch.state", "any")
    await desk.settle()
    await hugo.click("relations.open")
    await desk.settle()
    assert "Target 5" in screen(hugo)


async def test_what_ends_is_shown_within_the_days_that_are_chosen(desk: Desk) -> None:
    """Privileges end seven days ahead, and others far beyond all that is offered."""
    hugo = await desk.opened(HUGO, "/relationships", "access")
    for days, ends in (("1", False), ("30", True), ("7", True), ("0", False), ("90", True)):
        await hugo.select("watch.days", days)
        await desk.settle()
        seen = screen(hugo)
        assert ("Trey Research" in seen) is ends, days
        assert ("Nothing here is in this state, or ends within these days" in seen) is not ends
        assert "Target 5" not in seen
        assert hugo.modal is not None
    assert ("Ends within 90 days" in seen, "Does not extend itself" in seen) == (True, False)
    await hugo.click("watch.export")
    await desk.settle()
    assert "with one row" in screen(hugo)
    await hugo.close()
    await hugo.select("watch.state", "pending")
    await desk.settle()
    assert ("Target 5" in screen(hugo), "Trey Research" in screen(hugo)) == (True, False)
    await hugo.select("watch.days", "7")
    await desk.settle()
    await hugo.select("watch.days", "any")
    await desk.settle()
    assert "Trey Research" in screen(hugo)


async def test_today_ends_with_the_reader_s_own_day(desk: Desk) -> None:
    """At 23:30 in Madrid what ends tomorrow at nine is not today's, and half an hour later it is."""
    for hours, ends in ((6 * 24 + 13.5, False), (1, True)):
        await desk.advance(timedelta(hours=hours))
        ana = await desk.opened(ANA, "/relationships", "access")
        await ana.select("watch.days", "0")
        await desk.settle()
        assert ("Trey Research" in screen(ana)) is ends
        await ana.close()


async def test_who_may_ask_for_privileges_does_so_from_the_board(desk: Desk) -> None:
    ana = await desk.opened(ANA, "/relationships", "acceso")
    assert "Termina en 7 días" in screen(ana)
    await ana.click("watch.renew", f"{world.CONTOSO}:{TREY}")
    await desk.settle()
    assert "Contoso" in screen(ana)
    assert ana.modal is not None
    assert ana.modal.body["title"]["text"] == "Solicitar relación"


async def test_home_leads_to_both_boards(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.open_home()
    await desk.settle()
    await hugo.click("watch.access")
    await desk.settle()
    assert "Ends in 7 days" in screen(hugo)
    await hugo.close()
    await desk.settle()
    await hugo.click("watch.record")
    await desk.settle()
    assert "Fabrikam · PartnerID 4000002" in screen(hugo)


async def test_partners_on_record_each_with_its_list(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/relationships", "record")
    seen = screen(hugo)
    assert seen.index("No partner on record · one subscription") < seen.index("Fabrikam · PartnerID 4000002")
    assert "suspended or not active, as Microsoft said" in seen
    assert "Trey" not in seen
    await hugo.click("watch.partner", "#4000002")
    await desk.settle()
    seen = screen(hugo)
    assert "Exchange Online · Contoso · renews" in seen
    await hugo.click("watch.export")
    await desk.settle()
    assert "with one row" in screen(hugo)
    await hugo.close()
    await desk.settle()
    await hugo.click("watch.back")
    await desk.settle()
    assert "No partner on record" in screen(hugo)


@pytest.mark.parametrize("piece", [5, 1000])
async def test_the_file_of_partners_on_record_has_all_of_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """Not just the page that is shown, in pieces or in one; of what is counted no further it says so."""
    monkeypatch.setattr(watch_export, "MOST", piece)
    monkeypatch.setattr(watch_export, "MOST_COUNTED", 1)
    monkeypatch.setattr(record, "MOST_COUNTED", 1)

    def work(session: Session) -> None:
        for number in range(5_000_000, 5_000_024):
            session.add(PartnerIdCheck(partner_id=str(number), is_valid=False, checked_at=MONDAY))
            session.add_all(
                world.subscription(f"{number}-{each}", "Seats", partner_id=str(number))
                for each in range(number % 2 + 1)
            )

    desk.db.write_now(work)
    hugo = await desk.opened(HUGO, "/relationships", "record")
    await hugo.click("watch.export")
    await desk.settle()
    assert "with 26 rows" in screen(hugo)
    message = [message for message in hugo.dms if message.files][-1]
    content = desk.ws.state.files[message.files[-1]].content or b""
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    numbers = ["", "4000002", *map(str, range(5_000_000, 5_000_024))]
    assert [row["partnerId"] for row in found] == numbers
    assert [row["Subscriptions"] for row in found] == ["1", "1", *["1", "1+"] * 12]


async def test_from_the_list_of_requests_one_comes_to_the_boards(desk: Desk) -> None:
    ana = await desk.opened(ANA, "/relationships")
    await ana.click("watch.record")
    await desk.settle()
    assert "Sin asociado registrado · una suscripción" in screen(ana)


async def test_who_may_not_view_gets_no_board(desk: Desk) -> None:
    outcome = await desk.person(NOBODY).command("/relationships", "access")
    await desk.settle()
    assert outcome.ok
    assert desk.person(NOBODY).modal is None


async def test_before_a_renewal_the_team_hears_of_a_refused_partner_on_record(desk: Desk) -> None:
    await desk.sweep("renewals")
    (message,) = desk.told()
    assert "One subscription renews within 30 days" in message.text
    assert "Exchange Online (Contoso), PartnerID 4000002" in message.text
    await desk.sweep("renewals")
    assert len(desk.told()) == 1
    hugo = desk.person(HUGO)
    await hugo.click("watch.record", message=message)
    await desk.settle()
    assert "Fabrikam · PartnerID 4000002" in screen(hugo)

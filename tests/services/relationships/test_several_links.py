"""One request for several links: a letter, a lamp each, accepted in part, late, or taken back."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import CustomerRelationship, RequestType
from bot.services.invitations import links
from bot.services.invitations.letter import LONGEST_TEXT
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import acceptance, followup, identifying, listing, requests, summaries
from bot.services.relationships.drafting import TwinOpen
from bot.services.relationships.establish import Acceptance, confirm_established
from bot.services.relationships.filters import RequestFilter
from bot.services.relationships.removal import Removal, RemovalKind, preview, remove
from bot.services.scene import Scene
from tests.conftest import PROVIDER
from tests.kit.asks import ANA, SALLY, accept, everything, held, lit
from tests.kit.relationships import (
    CLOCKWORK,
    GLO,
    MAIL,
    NORTHWIND,
    NOWHERE,
    directory,
    heard,
    ours,
    pending,
    stored,
    trail,
)
from tests.kit.world import FABRIKAM, TREY, scene

K = RequestType
DAY = timedelta(days=1)


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


@pytest.fixture
def sent(books: Database, clock: ManualClock) -> int:
    return pending(books, clock.now(), everything(), actor=ANA)


def create(wish: RequestWish, at: Scene, session: Session) -> int:
    return requests.create(session, ANA, wish, at)


def test_one_letter_holds_every_link_in_the_order_to_accept(books: Database, sent: int) -> None:
    row, found = stored(books, sent), books.read_now(lambda s: summaries.read(s, sent, PROVIDER))
    text = row.email_text or ""
    assert [lamp.kind for lamp in found.lamps] == [K.CUSTOMER_RESELLER, K.CUSTOMER_INDIRECT_RESELLER, K.GDAP]
    places = [text.index(url) for url in found.urls]
    assert places == sorted(places)
    assert len(found.urls) == 3
    assert all(links.holds_link(text, url) for url in found.urls)
    assert (found.lamps[0].inviter_id, found.lamps[2].inviter_id) == (PROVIDER, TREY)
    # Microsoft's 90 days of GDAP, not the 30 of the others.
    assert row.due_at == row.sent_at + 90 * DAY if row.sent_at else False


@pytest.mark.parametrize("left_out", range(3))
def test_no_link_may_be_lost_from_the_text(books: Database, clock: ManualClock, left_out: int) -> None:
    made = books.write_now(lambda s: requests.create(s, ANA, everything(), scene(clock.now(), "d")))
    urls = books.read_now(lambda s: summaries.read(s, made).urls)
    text = "\n".join(url for place, url in enumerate(urls) if place != left_out)
    with pytest.raises(InvalidInput, match="request-link-missing"):
        books.write_now(lambda s: requests.edit_text(s, ANA, made, text, scene(clock.now(), "edit")))


def test_the_longest_letter_can_still_be_edited(books: Database, clock: ManualClock) -> None:
    for locale in ("en", "es"):
        wish = RequestWish(
            K.CUSTOMER_INDIRECT_RESELLER,
            None,
            TREY,
            new_name=f"{locale} {'W' * 150}",
            also=(K.CUSTOMER_RESELLER, K.GDAP),
            dap=True,
            locale=locale,
        )
        made = books.write_now(partial(create, wish, scene(clock.now(), locale)))
        assert len(stored(books, made).email_text or "") <= LONGEST_TEXT


def test_accepted_in_part_it_waits_for_the_rest(books: Database, clock: ManualClock, sent: int) -> None:
    clock.advance(DAY)
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER)
    assert stored(books, sent).state == "pending"
    assert lit(books, sent) == {"customer_indirect_reseller": False, "customer_reseller": True, "gdap": False}
    assert held(books, partner_id=PROVIDER) == ("established", "none")
    assert held(books) is None
    assert trail(books, sent)[-1] == "request.link_accepted"
    meaning = books.read_now(lambda s: acceptance.read(s, sent, PROVIDER, clock.now()))
    assert meaning is not None
    assert meaning.summary.lacks == (K.CUSTOMER_INDIRECT_RESELLER, K.GDAP)


def test_the_same_acceptance_again_tells_nobody(books: Database, clock: ManualClock, sent: int) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER)
    before = (trail(books, sent), heard(books, sent, "pending"))
    clock.advance(DAY)
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER)
    assert (trail(books, sent), heard(books, sent, "pending")) == before


def test_the_last_lamp_establishes_it(books: Database, clock: ManualClock, sent: int) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_INDIRECT_RESELLER, K.CUSTOMER_RESELLER)
    accept(books, clock.now(), sent, K.GDAP)
    row = stored(books, sent)
    assert (row.state, row.resolution, row.next_reminder_at) == ("established", "accepted", None)
    assert held(books) == ("established", "gdap")
    assert all(lit(books, sent).values())
    assert heard(books, sent, "established") == ["UANA", "C0DESK"]


def test_gdap_alone_enters_no_relationship(books: Database, clock: ManualClock, sent: int) -> None:
    with pytest.raises(Conflict, match="request-gdap-alone"):
        accept(books, clock.now(), sent, K.GDAP)
    assert not any(lit(books, sent).values())


def test_a_person_says_which_links_were_accepted(books: Database, clock: ManualClock, sent: int) -> None:
    some = Acceptance(links=frozenset({K.CUSTOMER_INDIRECT_RESELLER}))
    refused(books, lambda s: confirm_established(s, SALLY, sent, scene(clock.now(), "no"), some))
    books.write_now(lambda s: confirm_established(s, ANA, sent, scene(clock.now(), "ana"), some))
    assert lit(books, sent)["customer_indirect_reseller"]
    ends = clock.now() + 300 * DAY
    rest = Acceptance(links=frozenset({K.CUSTOMER_RESELLER, K.GDAP}), admin_expires_at=ends)
    books.write_now(lambda s: confirm_established(s, ANA, sent, scene(clock.now(), "rest"), rest))
    row = books.read_now(lambda s: s.get(CustomerRelationship, (NORTHWIND, TREY)))
    assert row is not None
    assert row.delegated_admin_expires_at == ends


def test_it_expires_in_part_and_is_accepted_late(books: Database, clock: ManualClock, sent: int) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER, K.CUSTOMER_INDIRECT_RESELLER)
    clock.advance(91 * DAY)
    books.write_now(lambda s: requests.expire(s, CLOCKWORK, sent, scene(clock.now(), "e")))
    assert stored(books, sent).state == "expired"
    accept(books, clock.now(), sent, K.GDAP)
    assert (stored(books, sent).state, stored(books, sent).resolution) == ("established", "accepted_late")


def test_a_relationship_that_ends_puts_its_lamp_out(books: Database, clock: ManualClock, sent: int) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER, K.CUSTOMER_INDIRECT_RESELLER)
    gone = Removal(RemovalKind.RESELLER, NORTHWIND, TREY)

    def work(session: Session) -> None:
        at = scene(clock.now(), "remove")
        remove(session, GLO, gone, at, preview(session, gone, at).digest)

    books.write_now(work)
    assert lit(books, sent) == {"customer_indirect_reseller": False, "customer_reseller": True, "gdap": False}
    accept(books, clock.now(), sent, K.CUSTOMER_INDIRECT_RESELLER)
    assert held(books) == ("established", "none")


@pytest.mark.parametrize(
    "wish", [ours(), RequestWish(K.GDAP, NORTHWIND, TREY), RequestWish(K.CUSTOMER_INDIRECT_RESELLER, NORTHWIND, TREY)]
)
def test_a_link_that_is_asked_along_is_not_asked_twice(
    books: Database, clock: ManualClock, sent: int, wish: RequestWish
) -> None:
    with pytest.raises(TwinOpen) as caught:
        books.write_now(lambda s: requests.create(s, ANA, wish, scene(clock.now(), "twin")))
    assert caught.value.request_id == sent


def test_nor_along_when_it_is_asked_alone(books: Database, clock: ManualClock) -> None:
    alone = pending(books, clock.now(), ours())
    with pytest.raises(TwinOpen) as caught:
        books.write_now(lambda s: requests.create(s, ANA, everything(), scene(clock.now(), "twin")))
    assert caught.value.request_id == alone
    # Of another reseller GDAP and the combined link may be asked, as before.
    other = RequestWish(K.CUSTOMER_INDIRECT_RESELLER, NORTHWIND, TREY, also=(K.GDAP,))
    assert books.write_now(lambda s: requests.create(s, ANA, other, scene(clock.now(), "other"))) != alone


def test_what_is_accepted_answers_a_newer_request_that_asks_for_it_along(books: Database, clock: ManualClock) -> None:
    first = pending(books, clock.now(), ours())
    books.write_now(lambda s: requests.withdraw(s, GLO, first, scene(clock.now(), "w")))
    newer = pending(books, clock.now(), everything(), actor=ANA)
    accept(books, clock.now(), first)
    assert stored(books, first).state == "established"
    assert lit(books, newer)["customer_reseller"]
    assert stored(books, newer).state == "pending"


def test_only_links_that_belong_together_are_asked_together(books: Database, clock: ManualClock) -> None:
    for wish in (
        RequestWish(K.GDAP, NORTHWIND, TREY, also=(K.CUSTOMER_RESELLER,)),
        RequestWish(K.PARTNERSHIP, None, FABRIKAM, also=(K.GDAP,)),
    ):
        with pytest.raises(InvalidInput, match="request-not-along"):
            books.write_now(partial(create, wish, scene(clock.now(), "x")))


def refused(books: Database, step: Callable[[Session], object]) -> None:
    with pytest.raises(Denied):
        books.write_now(step)


def test_who_may_not_ask_for_one_of_the_links_does_nothing_with_the_request(
    books: Database, clock: ManualClock, sent: int
) -> None:
    at = scene(clock.now(), "no")
    refused(books, lambda s: requests.create(s, SALLY, everything(NOWHERE), at))
    refused(books, lambda s: requests.resend(s, SALLY, sent, MAIL, at))
    refused(books, lambda s: requests.withdraw(s, SALLY, sent, at))
    refused(books, lambda s: followup.stop_reminders(s, SALLY, sent, at))
    refused(books, lambda s: identifying.ask_domain(s, SALLY, sent, "a.example", at))
    assert stored(books, sent).state == "pending"


def test_sent_again_after_a_part_was_accepted_only_the_rest_must_be_in_the_text(
    books: Database, clock: ManualClock, sent: int
) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER, K.CUSTOMER_INDIRECT_RESELLER)
    (gdap,) = books.read_now(lambda s: summaries.read(s, sent).urls)
    at = scene(clock.now(), "again")
    books.write_now(lambda s: requests.resend(s, ANA, sent, MAIL, at, text=f"Please: {gdap}"))
    assert stored(books, sent).resend_count == 1


def test_the_list_knows_the_lamps(books: Database, clock: ManualClock, sent: int) -> None:
    accept(books, clock.now(), sent, K.CUSTOMER_RESELLER)
    page = books.read_now(lambda s: listing.page(s, "UANA", list(K), RequestFilter(), clock.now()))
    (row,) = page.rows.items
    assert [(lamp.kind, lamp.is_lit) for lamp in row.lamps] == [
        (K.CUSTOMER_RESELLER, True),
        (K.CUSTOMER_INDIRECT_RESELLER, False),
        (K.GDAP, False),
    ]
    assert row.first_sent_at == stored(books, sent).first_sent_at

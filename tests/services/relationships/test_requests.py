"""A request's life in single steps: A11, A12, its text, its clock, its ends, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound
from bot.models import Assignment, Customer, OutboxMessage, RelationshipRequest, RequestType
from bot.services.invitations.letter import LONGEST_TEXT
from bot.services.invitations.rules import RequestWish
from bot.services.policy import Actor
from bot.services.relationships import followup, requests
from bot.services.relationships.drafting import TwinOpen
from bot.services.relationships.establish import confirm_established
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import (
    BOTH,
    CLOCKWORK,
    GLO,
    HELP,
    MAIL,
    NORTHWIND,
    NOWHERE,
    directory,
    heard,
    notices,
    ours,
    pending,
    stored,
    trail,
)
from tests.kit.world import CONTOSO, FABRIKAM, OFFICE, TREY, scene

DAY = timedelta(days=1)
K = RequestType
Step = Callable[[Session, Actor, int, Scene], RelationshipRequest]


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


@pytest.fixture
def sent(books: Database, clock: ManualClock) -> int:
    return pending(books, clock.now(), ours())


def wait(session: Session, request_id: int, *people: str) -> None:
    """Give each of these people an assignment that hopes for the request."""
    for who in people:
        session.add(
            Assignment(
                batch_id="B",
                customer_id=CONTOSO,
                subscription_id=OFFICE,
                from_tenant_id=PROVIDER,
                to_tenant_id=TREY,
                state="waiting_relationship",
                requested_by=who,
                requested_at=MONDAY,
                relationship_request_id=request_id,
                reference="R",
            )
        )


def edit(books: Database, clock: ManualClock, request_id: int, text: str) -> None:
    books.write_now(lambda s: requests.edit_text(s, GLO, request_id, text, scene(clock.now(), "edit")))


def test_a_draft_is_written_to_the_customer_in_its_language(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    row = stored(books, made)
    assert (row.state, row.locale, row.owner, row.target_name) == ("link_ready", "es", "UGLO", "Northwind")
    assert "Hola, Northwind" in (row.email_text or "")
    assert "Gloria" in (row.email_text or "")
    assert trail(books, made) == ["request.created", "request.link_ready"]
    assert notices(books, made) == []


def test_the_same_delivery_again_is_the_same_request(books: Database, clock: ManualClock) -> None:
    first, second = (
        books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "same"))) for _ in range(2)
    )
    assert first == second


def test_a11_text_without_the_whole_link_is_refused(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    url = stored(books, made).url or ""
    for text in ("Please accept", url[:-1], f"{url}x", ""):
        with pytest.raises(InvalidInput) as caught:
            edit(books, clock, made, text)
        assert (caught.value.field, caught.value.key) == ("text", "request-link-missing")
    assert stored(books, made).email_text != ""
    mine = f"Short and sweet: {url}"
    edit(books, clock, made, mine)
    assert stored(books, made).email_text == mine
    assert trail(books, made)[-1] == "request.text_edited"


def test_text_longer_than_slack_allows_is_refused(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    text = f"{stored(books, made).url} ".ljust(LONGEST_TEXT, "x")
    edit(books, clock, made, text)
    with pytest.raises(InvalidInput, match="request-text-too-long"):
        edit(books, clock, made, f"{text}x")


def test_a_text_is_edited_before_it_is_sent_and_sent_again_only_after(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    text = stored(books, made).email_text or ""
    with pytest.raises(Conflict, match="request-moved-on"):
        books.write_now(lambda s: requests.resend(s, GLO, made, MAIL, scene(clock.now(), "r")))
    books.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, scene(clock.now(), "s")))
    with pytest.raises(Conflict, match="request-moved-on"):
        edit(books, clock, made, f"Hello {text}")
    assert (stored(books, made).email_text, stored(books, made).resend_count) == (text, 0)


def test_sent_starts_the_clock_and_tells_owner_and_team(books: Database, sent: int, clock: ManualClock) -> None:
    row = stored(books, sent)
    assert (row.state, row.recipient, row.sent_at) == ("pending", MAIL, clock.now())
    assert row.next_reminder_at == clock.now() + 3 * DAY
    assert row.due_at == clock.now() + 30 * DAY
    assert heard(books, sent, "pending") == BOTH


def test_done_pressed_twice_sends_once(books: Database, sent: int, clock: ManualClock) -> None:
    books.write_now(lambda s: requests.mark_sent(s, GLO, sent, MAIL, scene(clock.now(), "again")))
    assert trail(books, sent) == ["request.created", "request.link_ready", "request.pending"]
    assert heard(books, sent, "pending") == BOTH


PLAIN = ["", "ann", "a@b", "a@b.c", "a b@c.example", "a@b.example,c@d.example", "<a@b.ex>"]
UNKNOWN = ["a..b@c.example", ".a@c.example", "a.@c.example", "a@b..example", f"a@{'b' * 64}.example"]


@pytest.mark.parametrize("address", [*PLAIN, *UNKNOWN])
def test_a_recipient_must_be_an_address(books: Database, clock: ManualClock, address: str) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    with pytest.raises(InvalidInput) as caught:
        books.write_now(lambda s: requests.mark_sent(s, GLO, made, address, scene(clock.now(), "e")))
    assert (caught.value.field, stored(books, made).state) == ("recipient", "link_ready")


def test_a12_a_second_request_points_to_the_first(books: Database, sent: int, clock: ManualClock) -> None:
    with pytest.raises(TwinOpen) as caught:
        books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "twin")))
    assert caught.value.request_id == sent
    assert caught.value.args_for_text == {"target": "Northwind"}


def test_a12_names_are_compared_as_people_write_them(books: Database, clock: ManualClock) -> None:
    first = pending(books, clock.now(), RequestWish(K.CUSTOMER_RESELLER, new_name="Café  Ñandú"))
    wish = RequestWish(K.CUSTOMER_RESELLER, new_name=" cafe NANDU ")
    with pytest.raises(TwinOpen) as caught:
        books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "twin")))
    assert caught.value.request_id == first


def test_another_kind_or_another_inviter_is_no_twin(books: Database, sent: int, clock: ManualClock) -> None:
    pending(books, clock.now(), RequestWish(K.PARTNERSHIP, reseller_id=FABRIKAM))
    for reseller in (TREY, FABRIKAM):
        pending(
            books, clock.now(), RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=reseller)
        )


def test_replacing_supersedes_the_twin(books: Database, sent: int, clock: ManualClock) -> None:
    books.write_now(lambda s: wait(s, sent, "UANN"))
    newer = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "r"), replace=sent))
    assert (stored(books, sent).state, stored(books, newer).state) == ("superseded", "link_ready")
    assert trail(books, sent)[-1] == "request.superseded"
    assert heard(books, sent, "withdrawn") == ["UGLO", "UANN", "C0DESK"]
    # What hopes for the relationship hopes on.
    assert books.read_now(lambda s: s.scalars(select(col(Assignment.state))).one()) == "waiting_relationship"


def drafts(books: Database, wish: RequestWish, clock: ManualClock) -> int:
    return books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "first")))


def redrafted(books: Database, request_id: int, wish: RequestWish, clock: ManualClock, key: str = "second") -> int:
    return books.write_now(lambda s: requests.redraft(s, GLO, request_id, wish, scene(clock.now(), key)))


def test_a_draft_whose_letter_stays_keeps_its_wording(books: Database, clock: ManualClock) -> None:
    first = drafts(books, ours(), clock)
    mine = f"Mine: {stored(books, first).url}"
    books.write_now(lambda s: requests.edit_text(s, GLO, first, mine, scene(clock.now(), "mine")))
    wish = replace(ours(), agreement_ref="AG-7", note="by phone")
    assert [redrafted(books, first, wish, clock), redrafted(books, first, wish, clock)] == [first, first]
    row = stored(books, first)
    assert (row.state, row.email_text, row.agreement_ref, row.note) == ("link_ready", mine, "AG-7", "by phone")
    assert trail(books, first)[-1] == "request.changed"
    assert trail(books, first).count("request.changed") == 1
    redrafted(books, first, wish, clock, "third")
    assert trail(books, first).count("request.changed") == 1


@pytest.mark.parametrize(
    "wish",
    [
        ours(NOWHERE),
        ours(dap=True),
        replace(ours(), locale="en"),
        RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=TREY),
        RequestWish(K.CUSTOMER_RESELLER, new_name="Wingtip"),
    ],
)
def test_another_letter_is_another_request_in_its_place(books: Database, clock: ManualClock, wish: RequestWish) -> None:
    first = drafts(books, ours(), clock)
    made = [redrafted(books, first, wish, clock) for _ in range(2)]
    assert made[0] == made[1] != first
    assert (stored(books, first).state, stored(books, made[0]).state) == ("superseded", "link_ready")
    assert notices(books, first) == []


def test_what_was_sent_meanwhile_is_not_drafted_again(books: Database, sent: int, clock: ManualClock) -> None:
    for wish in (ours(), ours(NOWHERE)):
        with pytest.raises(Conflict, match="request-moved-on"):
            redrafted(books, sent, wish, clock)
    assert stored(books, sent).state == "pending"


def test_a_draft_gives_way_to_no_open_request_of_another(books: Database, sent: int, clock: ManualClock) -> None:
    draft = drafts(books, ours(NOWHERE), clock)
    with pytest.raises(TwinOpen):
        redrafted(books, draft, ours(), clock)
    assert (stored(books, draft).state, stored(books, sent).state) == ("link_ready", "pending")


def test_only_who_may_make_it_drafts_it_again(books: Database, clock: ManualClock) -> None:
    draft = drafts(books, ours(), clock)
    with pytest.raises(Denied):
        books.write_now(lambda s: requests.redraft(s, HELP, draft, ours(), scene(clock.now(), "denied")))


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        # The provider is in Spain, and so is whoever asks.
        (RequestWish(K.CUSTOMER_RESELLER, new_name="Wingtip"), "es"),
        (ours(NOWHERE), "es"),
        (RequestWish(K.CUSTOMER_INDIRECT_RESELLER, new_name="Wingtip", reseller_id=TREY), "es"),
        (RequestWish(K.PARTNERSHIP, new_name="Wingtip"), "es"),
        (RequestWish(K.CUSTOMER_RESELLER, new_name="Wingtip", locale="en"), "en"),
    ],
)
def test_a_newcomer_is_written_to_in_the_language_of_who_asks(
    books: Database, clock: ManualClock, wish: RequestWish, language: str
) -> None:
    assert stored(books, drafts(books, wish, clock)).locale == language


def test_a_country_that_is_known_decides_before_that_of_who_asks(books: Database, clock: ManualClock) -> None:
    books.write_now(lambda s: setattr(s.get(Customer, NORTHWIND), "country", "DE"))
    assert stored(books, drafts(books, ours(), clock)).locale == "en"


def test_resending_counts_and_restarts_the_clock(books: Database, sent: int, clock: ManualClock) -> None:
    clock.advance(5 * DAY)
    books.write_now(lambda s: followup.stop_reminders(s, GLO, sent, scene(clock.now(), "stop")))
    books.write_now(lambda s: setattr(s.get(RelationshipRequest, sent), "reminder_count", 2))
    for _ in range(2):
        books.write_now(lambda s: requests.resend(s, GLO, sent, "b@northwind.example", scene(clock.now(), "resend")))
    row = stored(books, sent)
    assert (row.resend_count, row.reminder_count, row.reminders_stopped) == (1, 0, False)
    assert row.recipient == "b@northwind.example"
    assert row.sent_at == clock.now()
    assert row.next_reminder_at == clock.now() + 3 * DAY
    assert row.due_at == clock.now() + 30 * DAY
    assert heard(books, sent, "pending") == BOTH * 2
    assert trail(books, sent)[-2:] == ["request.reminders_stopped", "request.resent"]


def test_resending_with_a_text_keeps_the_link_too(books: Database, sent: int, clock: ManualClock) -> None:
    with pytest.raises(InvalidInput, match="request-link-missing"):
        books.write_now(lambda s: requests.resend(s, GLO, sent, MAIL, scene(clock.now(), "r"), text="no link"))
    assert stored(books, sent).resend_count == 0


def test_what_was_never_sent_ends_in_silence(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    books.write_now(lambda s: requests.withdraw(s, GLO, made, scene(clock.now(), "w")))
    assert stored(books, made).state == "withdrawn"
    assert notices(books, made) == []


@pytest.mark.parametrize(("step", "state"), [(requests.withdraw, "withdrawn"), (requests.decline, "declined")])
def test_ended_by_hand(books: Database, sent: int, clock: ManualClock, step: Step, state: str) -> None:
    for _ in range(2):
        books.write_now(lambda s: step(s, GLO, sent, scene(clock.now(), "end")))
    row = stored(books, sent)
    assert (row.state, row.resolution, row.resolved_at, row.next_reminder_at) == (state, state, clock.now(), None)
    assert heard(books, sent, state) == BOTH
    assert trail(books, sent)[-2:] == ["request.pending", f"request.{state}"]


def test_it_expires_when_due_and_not_before(books: Database, sent: int, clock: ManualClock) -> None:
    with pytest.raises(Conflict, match="request-not-due"):
        books.write_now(lambda s: requests.expire(s, CLOCKWORK, sent, scene(clock.now(), "x")))
    clock.advance(30 * DAY)
    books.write_now(lambda s: requests.expire(s, CLOCKWORK, sent, scene(clock.now(), "y")))
    assert stored(books, sent).state == "expired"
    assert heard(books, sent, "expired") == BOTH


def test_every_step_asks_the_role_again(books: Database, sent: int, clock: ManualClock) -> None:
    at = scene(clock.now(), "denied")
    for attempt in (
        lambda s: requests.edit_text(s, HELP, sent, "x", at),
        lambda s: requests.mark_sent(s, HELP, sent, MAIL, at),
        lambda s: requests.resend(s, HELP, sent, MAIL, at),
        lambda s: requests.withdraw(s, HELP, sent, at),
        lambda s: requests.decline(s, HELP, sent, at),
        lambda s: confirm_established(s, HELP, sent, at),
    ):
        with pytest.raises(Denied):
            books.write_now(attempt)
    assert trail(books, sent)[-1] == "request.pending"


def test_an_id_nobody_created_is_gone(books: Database, clock: ManualClock) -> None:
    with pytest.raises(NotFound, match="error-request-gone"):
        books.write_now(lambda s: requests.withdraw(s, GLO, 424242, scene(clock.now(), "x")))


def test_whoever_waits_with_an_assignment_is_told(books: Database, sent: int, clock: ManualClock) -> None:
    books.write_now(lambda s: wait(s, sent, "UANN", "UANN", "UBOB"))
    books.write_now(lambda s: requests.decline(s, GLO, sent, scene(clock.now(), "no")))
    assert heard(books, sent, "declined") == BOTH
    # Those who waited hear what became of their own assignment instead.
    waited = select(col(OutboxMessage.recipient)).where(col(OutboxMessage.kind) == "contact.waiting")
    assert books.read_now(lambda s: list(s.scalars(waited))) == ["UANN", "UBOB"]
    states = books.read_now(lambda s: set(s.scalars(select(col(Assignment.state)))))
    assert states == {"cancelled"}


@pytest.mark.parametrize("how", ["let_go", "asked_again"])
def test_the_message_of_what_expired_is_drawn_again_when_somebody_dealt_with_it(
    books: Database, sent: int, clock: ManualClock, how: str
) -> None:
    clock.advance(31 * DAY)
    books.write_now(lambda s: requests.expire(s, CLOCKWORK, sent, scene(clock.now(), "end")))
    assert heard(books, sent, "expired") == BOTH
    for key in ("once", "twice"):
        if how == "let_go":
            books.write_now(lambda s, key=key: requests.let_go(s, GLO, sent, scene(clock.now(), key)))  # type: ignore[misc]
        elif key == "once":
            books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "again")))
    assert sorted(heard(books, sent, "expired")) == sorted(BOTH * 2)

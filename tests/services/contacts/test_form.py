"""Facts and menus of the assignment form, on both databases: who can be chosen, who not yet and why, what is asked."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Partner, RequestType, Subscription
from bot.services import commerce
from bot.services.contacts import form, waiting
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import ContactChoices, FormFacts
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from bot.services.search.folding import partner_key
from tests.conftest import MONDAY, PROVIDER
from tests.kit import rows
from tests.kit.relationships import GLO, MAIL
from tests.kit.store.rivals import statements
from tests.kit.submitting import assign
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, NEWCOMER, OFFICE, STRANGER, TREY, proposal, scene

COMBINED = RequestType.CUSTOMER_INDIRECT_RESELLER


def choices(database: Database, query: str, *subscriptions: str) -> ContactChoices:
    return database.read_now(lambda s: form.contact_choices(s, PROVIDER, CONTOSO, query, subscriptions, MONDAY))


def named(found: ContactChoices) -> dict[str, list[str]]:
    """The groups that hold anybody, with names in order."""
    groups = {
        "on record": [one.name for one in found.on_record],
        "present": [one.name for one in found.present],
        "provider": [found.provider.name] if found.provider else [],
        "eligible": [one.name for one in found.eligible],
        "impossible": [one.name for one, _ in found.impossible],
    }
    return {group: names for group, names in groups.items() if names}


def test_what_is_typed_offers_only_what_matches_possible_ones_first(world: Database) -> None:
    assert named(choices(world, "trey")) == {"eligible": ["Trey Research"]}
    assert named(choices(world, "newc")) == {"impossible": ["Newcomer"]}
    assert named(choices(world, "iberia")) == {"provider": ["Iberia Cloud"]}
    assert named(choices(world, "zzz")) == {}
    assert named(choices(world, "r")) == {"eligible": ["Trey Research"]}
    both = choices(world, "40000")
    assert named(both) == {"eligible": ["Fabrikam", "Trey Research"], "impossible": ["Newcomer"]}


def test_those_not_yet_possible_come_with_everything_that_is_missing(world: Database) -> None:
    ((newcomer, failures),) = choices(world, "newcomer").impossible
    assert newcomer.tenant_id == NEWCOMER
    assert failures == (Condition.NO_RELATIONSHIP, Condition.NO_DELEGATED_ADMIN)
    world.write_now(lambda s: s.add(rows.partner(77, "Direct Newcomer", kind="direct_bill")))
    found = {one.name: failures for one, failures in choices(world, "newcomer").impossible}
    assert Condition.NOT_A_RESELLER in found["Direct Newcomer"]


def test_the_best_match_comes_first_and_whoever_has_the_number(world: Database) -> None:
    def work(session: Session) -> None:
        trey = session.get(Partner, TREY)
        assert trey
        trey.name, trey.other_mpn_ids = "Research Fabrikam", "4777777"
        trey.search_key = partner_key(trey.name, trey.mpn_id, None, None, trey.other_mpn_ids)

    world.write_now(work)
    assert named(choices(world, "fabrikam"))["eligible"] == ["Fabrikam", "Research Fabrikam"]
    assert named(choices(world, "4777777")) == {"eligible": ["Research Fabrikam"]}
    assert named(choices(world, TREY[:8] + "-0000-4000-8000-000000000001")) == {"eligible": ["Research Fabrikam"]}


def test_untyped_the_partner_on_record_and_the_present_contact_come_first(world: Database) -> None:
    assert named(choices(world, "")) == {"provider": ["Iberia Cloud"], "eligible": ["Fabrikam", "Trey Research"]}
    record = {"on record": ["Trey Research"], "provider": ["Iberia Cloud"], "eligible": ["Fabrikam"]}
    assert named(choices(world, "", OFFICE)) == record
    assign(world, FABRIKAM, EXCHANGE, 1)
    assert named(choices(world, " ", OFFICE, EXCHANGE)) == {
        "on record": ["Trey Research"],
        "present": ["Fabrikam"],
        "provider": ["Iberia Cloud"],
    }


def test_a_partner_on_record_that_is_not_possible_yet_says_so_and_a_shared_number_is_nobodys(world: Database) -> None:
    def put(number: str) -> None:
        def work(session: Session) -> None:
            office = session.get(Subscription, OFFICE)
            assert office
            office.partner_id = number

        world.write_now(work)

    put("4000003")
    found = choices(world, "", OFFICE)
    assert named(found)["impossible"] == ["Newcomer"]
    assert not found.on_record
    world.write_now(lambda s: s.add(rows.partner(78, "Twin", mpn_id="4000001")))
    put("4000001")
    assert "on record" not in named(choices(world, "", OFFICE))
    put("999")
    assert "on record" not in named(choices(world, "", OFFICE))


def test_a_keystroke_takes_few_statements_however_many_match(world: Database) -> None:
    world.write_now(lambda s: s.add_all(rows.partner(number, f"Crowd {number:04d}") for number in range(100, 300)))
    with statements(world) as seen:
        found = choices(world, "crowd")
    assert (len(found.impossible), found.more) == (form.MOST_FOUND, True)
    assert len(seen) <= 10


def test_subscriptions_that_can_have_no_contact_stand_apart(world: Database) -> None:
    found = world.read_now(lambda s: form.subscription_choices(s, PROVIDER, CONTOSO, ""))
    assert [line.name for line in found.possible] == ["Azure", "Exchange Online", "Office 365", "Old Office", "Teams"]
    assert [line.name for line in found.impossible] == ["Visio"]
    world.info[commerce.REFUSED] = True
    found = world.read_now(lambda s: form.subscription_choices(s, PROVIDER, CONTOSO, ""))
    assert [line.name for line in found.possible] == ["Exchange Online", "Office 365", "Old Office"]
    assert [line.name for line in found.impossible] == ["Azure", "Teams", "Visio"]
    typed = world.read_now(lambda s: form.subscription_choices(s, PROVIDER, CONTOSO, "visio"))
    assert (typed.possible, [line.name for line in typed.impossible]) == ((), ["Visio"])


def facts(database: Database, target: str | None, customer: str = CONTOSO) -> FormFacts:
    return database.read_now(lambda s: form.read(s, PROVIDER, customer, [OFFICE] if target else [], target, MONDAY))


def test_the_form_knows_what_is_under_way(world: Database) -> None:
    assert facts(world, NEWCOMER).under_way == ()
    wish = RequestWish(COMBINED, CONTOSO, NEWCOMER)
    made = world.write_now(lambda s: requests.create(s, GLO, wish, scene(key="made")))
    (drafted,) = facts(world, NEWCOMER).under_way
    assert (drafted.request_id, drafted.kind, drafted.by, drafted.sent_at) == (made, COMBINED, GLO.user_id, None)
    later = scene(MONDAY + timedelta(hours=2), key="sent")
    world.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, later))
    assert [asked.sent_at for asked in facts(world, NEWCOMER).under_way] == [later.now]
    assert facts(world, TREY).under_way == ()
    world.write_now(lambda s: requests.withdraw(s, GLO, made, scene(key="back")))
    assert facts(world, NEWCOMER).under_way == ()


def test_a_customer_that_is_not_ours_has_its_own_request(world: Database) -> None:
    wish = RequestWish(RequestType.CUSTOMER_RESELLER, STRANGER)
    made = world.write_now(lambda s: requests.create(s, GLO, wish, scene(key="made")))
    assert [asked.request_id for asked in facts(world, None, STRANGER).under_way] == [made]
    assert facts(world, None).under_way == ()


@pytest.mark.parametrize("by_itself", [True, False])
def test_the_form_knows_what_waits_already(world: Database, by_itself: bool) -> None:
    assert facts(world, NEWCOMER).kept == ()
    wanted = proposal(NEWCOMER, OFFICE)
    world.write_now(lambda s: waiting.propose(s, ANN, wanted, scene(key="kept"), by_itself=by_itself))
    assert facts(world, NEWCOMER).kept == ((ANN.user_id, MONDAY, by_itself),)
    assert facts(world, TREY).kept == ()

"""Health of partners on record: whose word counts, what is missing, what is only not known."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Partner, PartnerIdCheck
from bot.services.on_record import health
from bot.services.on_record.health import RecordHealth, RecordState
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.world import CONTOSO, FABRIKAM, NEWCOMER, TREY, Reseller

TREYS, FABRIKAMS, NEWCOMERS = "4000001", "4000002", "4000003"


@dataclass(frozen=True)
class Sold:
    """Subscription as far as its partner on record goes."""

    partner_on_record: str | None
    needs_record: bool = True


@pytest.fixture
def partners(database: Database) -> Database:
    """Write a sound reseller, one without agreement, and one of whom a file says nothing."""
    resellers = (
        Reseller(TREY, "Trey Research"),
        Reseller(FABRIKAM, "Fabrikam", mpa_signed=False),
        Reseller(NEWCOMER, "Newcomer", mpa_signed=None, program_active=None),
    )
    database.write_now(lambda s: world.build(s, *resellers))
    return database


def checked(database: Database, number: str, *, valid: bool, reason: str | None = None) -> None:
    row = PartnerIdCheck(partner_id=number, is_valid=valid, code="900400", reason=reason, checked_at=MONDAY)
    database.write_now(lambda s: s.add(row))


def changed(database: Database, tenant_id: str, **values: object) -> None:
    def work(session: Session) -> None:
        partner = session.get_one(Partner, tenant_id)
        for name, value in values.items():
            setattr(partner, name, value)

    database.write_now(work)


def state(database: Database, number: str) -> RecordState:
    return database.read_now(lambda s: health.of_ids(s, [number]))[number]


def bad(database: Database) -> list[str]:
    return database.read_now(lambda s: health.bad(s, PROVIDER))


def test_files_say_what_is_valid_and_what_lacks_the_agreement(partners: Database) -> None:
    changed(partners, TREY, said_by="import", said_at=MONDAY)
    assert state(partners, TREYS) == RecordState(RecordHealth.VALID, MONDAY)
    assert state(partners, FABRIKAMS) == RecordState(RecordHealth.NO_AGREEMENT)
    assert state(partners, NEWCOMERS) == state(partners, "9999999") == health.UNKNOWN
    assert bad(partners) == ["", FABRIKAMS]


@pytest.mark.parametrize("word", ["not_a_member", "suspended", "no_agreement", "invalid"])
def test_a_file_states_the_health_itself(partners: Database, word: str) -> None:
    changed(partners, TREY, record_health=word)
    assert state(partners, TREYS).health == word
    assert bad(partners) == ["", TREYS, FABRIKAMS]


def test_who_is_not_active_is_suspended(partners: Database) -> None:
    changed(partners, TREY, program_active=False)
    assert state(partners, TREYS).health is RecordHealth.SUSPENDED


def test_a_file_calls_valid_only_who_signed(partners: Database) -> None:
    changed(partners, NEWCOMER, record_health="valid")
    changed(partners, FABRIKAM, record_health="valid")
    assert [state(partners, number).health for number in (NEWCOMERS, FABRIKAMS)] == ["valid", "no_agreement"]


def test_microsofts_verdict_counts_before_files(partners: Database) -> None:
    checked(partners, FABRIKAMS, valid=True)
    checked(partners, TREYS, valid=False, reason="The partner is suspended.")
    assert state(partners, FABRIKAMS) == RecordState(RecordHealth.VALID, MONDAY, by_microsoft=True)
    said = RecordState(RecordHealth.SUSPENDED, MONDAY, by_microsoft=True, reason="The partner is suspended.")
    assert state(partners, TREYS) == said
    assert bad(partners) == ["", TREYS]


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        ("PLA ID is not enrolled in the program", "not_a_member"),
        ("The Microsoft Partner Agreement was not signed", "no_agreement"),
        ("Account terminated", "suspended"),
        ("Something of next year", "invalid"),
        (None, "invalid"),
    ],
)
def test_reasons_are_an_open_set(partners: Database, reason: str | None, found: str) -> None:
    checked(partners, "5550000", valid=False, reason=reason)
    assert state(partners, "5550000").health == found
    assert "5550000" in bad(partners)


def test_a_further_location_is_as_healthy_as_its_partner(partners: Database) -> None:
    changed(partners, FABRIKAM, other_mpn_ids="4100002 4100003")
    assert state(partners, "4100003").health is RecordHealth.NO_AGREEMENT
    assert bad(partners) == ["", FABRIKAMS, "4100002", "4100003"]


def test_of_a_number_of_two_partners_who_differ_nothing_is_known(partners: Database) -> None:
    changed(partners, FABRIKAM, mpn_id=TREYS)
    assert state(partners, TREYS) == health.UNKNOWN
    assert bad(partners) == [""]


def test_missing_is_what_somebody_said_there_is_none_of(partners: Database) -> None:
    asked = [Sold(""), Sold(None), Sold("", needs_record=False), Sold(TREYS)]
    read = partners.read_now(lambda s: health.reading(s, PROVIDER, asked))
    assert [read(one).health for one in asked] == ["missing", "unknown", "unknown", "valid"]


def test_who_bills_directly_needs_no_other(partners: Database) -> None:
    changed(partners, PROVIDER, kind="direct_bill")
    asked = [Sold("")]
    assert partners.read_now(lambda s: health.reading(s, PROVIDER, asked))(asked[0]) == health.UNKNOWN
    assert bad(partners) == [FABRIKAMS]


def test_only_what_is_active_and_sold_by_us_counts(partners: Database) -> None:
    def work(session: Session) -> None:
        for number, more in enumerate(({}, {"status": "deleted"}, {"channel": "ea"}, {"partner_id": ""})):
            key = f"f{number}444444-0000-4000-8000-000000000000"
            session.add(world.subscription(key, f"Seats {number}", **{"partner_id": FABRIKAMS} | more))

    partners.write_now(work)
    assert partners.read_now(lambda s: health.count(s, CONTOSO, ["", FABRIKAMS])) == 2
    assert partners.read_now(lambda s: health.count(s, CONTOSO, [])) == 0


def test_a_verdict_of_last_week_says_so(partners: Database) -> None:
    row = PartnerIdCheck(partner_id=TREYS, is_valid=True, checked_at=MONDAY - timedelta(days=7))
    partners.write_now(lambda s: s.add(row))
    assert state(partners, TREYS).as_of == MONDAY - timedelta(days=7)

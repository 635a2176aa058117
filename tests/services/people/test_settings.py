"""Settings that people choose for themselves: kept once, told to history, heard by everything that speaks to them."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import AuditEvent, PersonSetting
from bot.services.people import settings as person_settings
from bot.services.people.profiles import People, Person, person_from
from bot.services.people.settings import Choices
from tests.conftest import MONDAY
from tests.kit.examples import examples
from tests.kit.fakes import ANA, ANA_USER, HOME, FakeUsers
from tests.kit.world import ANN

SPANISH = Choices(8, (1, 5), "es")


def save(database: Database, choices: Choices, key: str = "d1", *, minutes: int = 0) -> Choices:
    at = MONDAY + timedelta(minutes=minutes)
    return database.write_now(lambda s: person_settings.save(s, ANN, choices, at, key))


def history(database: Database) -> list[AuditEvent]:
    return list(database.read_now(lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()))  # type: ignore[arg-type]


def locale(person: Person | None) -> str:
    assert person is not None
    return person.locale


def test_defaults_until_something_is_chosen_and_every_change_has_a_history_row(database: Database) -> None:
    assert database.read_now(lambda s: person_settings.read(s, ANN.user_id)) == Choices()
    assert save(database, SPANISH) == SPANISH
    assert save(database, Choices(), "d2", minutes=1) == Choices()
    told = [(event.action, event.before, event.after) for event in history(database)]
    chosen = {"digest_hour": 8, "quiet_days": [1, 5], "language": "es"}
    default: dict[str, Any] = {"digest_hour": None, "quiet_days": [], "language": None}
    assert told == [("settings.saved", default, chosen), ("settings.saved", chosen, default)]


def test_the_same_again_changes_nothing(database: Database) -> None:
    save(database, SPANISH)
    save(database, SPANISH, "d2", minutes=1)
    save(database, Choices(9), "d1", minutes=2)  # the first delivery once more
    assert database.read_now(lambda s: person_settings.read(s, ANN.user_id)) == SPANISH
    assert len(history(database)) == 1


def test_two_windows_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row moved on between reading and writing: refused, so that history never tells of a change that was none."""
    save(database, SPANISH)
    stale = database.read_now(lambda s: person_settings._row(s, ANN.user_id))
    save(database, Choices(7), "d2", minutes=1)
    monkeypatch.setattr(person_settings, "_row", lambda _session, _user: stale)
    with pytest.raises(Conflict):
        save(database, Choices(6), "d3", minutes=2)
    monkeypatch.setattr(person_settings, "_row", lambda _session, _user: None)
    with pytest.raises(Conflict):
        save(database, Choices(6), "d4", minutes=3)
    monkeypatch.undo()
    assert database.read_now(lambda s: person_settings.read(s, ANN.user_id)) == Choices(7)
    assert len(history(database)) == 2


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (Choices(24), "hour"),
        (Choices(-1), "hour"),
        (Choices(quiet_days=(1, 2, 3, 4, 5)), "quiet"),
        (Choices(quiet_days=(0,)), "quiet"),
        (Choices(quiet_days=(8,)), "quiet"),
        (Choices(language="xx"), "language"),
    ],
)
def test_what_no_form_offers_is_refused(database: Database, choices: Choices, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save(database, choices)
    assert refused.value.field == field
    assert database.read_now(lambda s: s.scalar(select(func.count()).select_from(PersonSetting))) == 0


def test_people_without_a_role_have_nothing_to_set(database: Database) -> None:
    nobody = replace(ANN, roles=frozenset())
    with pytest.raises(Denied):
        database.write_now(lambda s: person_settings.save(s, nobody, SPANISH, MONDAY, "d1"))


async def test_a_chosen_language_is_heard_at_once_and_by_other_processes_after_a_while(database: Database) -> None:
    known, elsewhere = person_settings.languages(database), person_settings.Languages()
    save(database, SPANISH)
    assert known.of(ANN.user_id) == "es"
    assert elsewhere.of(ANN.user_id) is None
    await elsewhere.reload(database)
    assert elsewhere.of(ANN.user_id) == "es"
    save(database, Choices(), "d2", minutes=1)
    assert known.of(ANN.user_id) is None
    await elsewhere.reload(database)
    assert elsewhere.of(ANN.user_id) is None


async def test_a_choice_made_while_reading_is_not_read_over(database: Database) -> None:
    known = person_settings.languages(database)

    class Slow:
        async def read(self, work: object) -> list[object]:
            save(database, SPANISH)
            return []

    await known.reload(Slow())  # type: ignore[arg-type]
    assert known.of(ANN.user_id) == "es"


async def test_the_choice_wins_over_the_profile_and_the_country_stays(clock: ManualClock) -> None:
    chosen: dict[str, str] = {}
    people = People(FakeUsers(ANA_USER), clock, HOME, chosen.get)
    assert (await people.fetch(ANA)) == person_from(ANA_USER, HOME)
    chosen[ANA] = "es"
    assert locale(people.get(ANA)) == "es-ES"
    chosen[ANA] = "en"
    assert locale(people.get(ANA)) == "en"
    people.on_user_change(ANA_USER | {"locale": None})
    del chosen[ANA]
    assert locale(people.get(ANA)) == "es-ES"
    chosen[ANA] = "en"
    first = People(FakeUsers(ANA_USER), clock, HOME, chosen.get)
    assert locale(await first.fetch(ANA)) == "en"


keys = count()
days = st.lists(st.integers(1, 5), max_size=4, unique=True).map(lambda found: tuple(sorted(found)))
choices = st.builds(Choices, st.none() | st.integers(0, 23), days, st.sampled_from([None, "en", "es"]))


@given(st.lists(choices, min_size=1, max_size=6))
@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_choice_holds_and_history_has_one_row_per_change(database: Database, wanted: list[Choices]) -> None:
    before = database.read_now(lambda s: person_settings.read(s, ANN.user_id))
    rows = len(history(database))
    changes = sum(1 for old, new in zip([before, *wanted], wanted, strict=False) if old != new)
    for number, choice in enumerate(wanted):
        assert save(database, choice, f"k{next(keys)}", minutes=rows + number) == choice
    assert database.read_now(lambda s: person_settings.read(s, ANN.user_id)) == wanted[-1]
    assert len(history(database)) == rows + changes

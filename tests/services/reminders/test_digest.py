"""The digest that a reminder belongs to."""

from datetime import timedelta

import pytest

from bot.services.people.rhythm import Rhythm
from bot.services.reminders.digest import DigestPlace, Digests
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER


@pytest.mark.parametrize(("minutes", "joins"), [(None, True), (0, True), (10, True), (11, False)])
def test_what_is_due_soon_after_a_digest_joins_it_and_what_comes_later_waits(minutes: int | None, joins: bool) -> None:
    today = "digest:UANN:2026-03-02"
    now = MONDAY + timedelta(minutes=minutes or 0)
    digests = Digests(Scene(PROVIDER, now), {"UANN": Rhythm()}, {} if minutes is None else {today: MONDAY})
    later = DigestPlace("UANN", "digest:UANN:2026-03-03", MONDAY + timedelta(days=1))
    assert digests.place("UANN") == (DigestPlace("UANN", today, now) if joins else later)
    # A time that a person chose is kept.
    chosen = DigestPlace("UANN", today if joins else f"{today}:0911", now)
    assert digests.place("UANN", chosen=True) == chosen
    assert digests.today("UANN") == DigestPlace("UANN", today, now)

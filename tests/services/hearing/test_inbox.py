"""The inbox keeps each body once, in the order in which they came, and not for ever."""

from dataclasses import replace
from datetime import timedelta

from bot.clock import ManualClock
from bot.db import Database
from bot.services.hearing import inbox
from bot.services.hearing.ports import EventSeen

EVENT = EventSeen("subscription-updated", "subscription", "http://x/y", "", None)


def test_each_body_is_kept_once_and_handled_once(database: Database, clock: ManualClock) -> None:
    now = clock.now()
    assert database.write_now(lambda s: inbox.keep(s, "b", EVENT, now + timedelta(seconds=1)))
    assert database.write_now(lambda s: inbox.keep(s, "a", replace(EVENT, at=now), now))
    assert not database.write_now(lambda s: inbox.keep(s, "b", EVENT, now))
    found = database.read_now(inbox.waiting)
    assert [(each.digest, each.event.at) for each in found] == [("a", now), ("b", None)]
    assert database.write_now(lambda s: inbox.handled(s, ["a", "b"], "read", now)) == 2
    assert database.write_now(lambda s: inbox.handled(s, ["a"], "again", now)) == 0
    assert database.read_now(inbox.waiting) == []
    # What was handled and comes again is known all the same.
    assert not database.write_now(lambda s: inbox.keep(s, "a", EVENT, now))


def test_old_events_are_dropped_and_long_texts_are_cut(database: Database, clock: ManualClock) -> None:
    now = clock.now()
    database.write_now(lambda s: inbox.keep(s, "old", replace(EVENT, resource_uri="x" * 9_000), now - inbox.KEPT))
    database.write_now(lambda s: inbox.keep(s, "new", EVENT, now))
    (first, _second) = database.read_now(inbox.waiting)
    assert len(first.event.resource_uri) == inbox.LONGEST
    assert database.write_now(lambda s: inbox.forget(s, now)) == 0
    assert database.write_now(lambda s: inbox.forget(s, now + timedelta(seconds=1))) == 1
    assert [each.digest for each in database.read_now(inbox.waiting)] == ["new"]

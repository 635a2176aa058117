"""The overview: for whom, with which names, and which week."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Database
from bot.errors import Denied
from bot.models import SupportContact
from bot.services.policy import POLICIES
from bot.services.report import figures, overview, weeks
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import ANN, OFFICE, THREE, TREY, build

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def directory(database: Database) -> None:
    database.write_now(lambda s: build(s, *THREE))
    held = SupportContact(subscription_id=OFFICE, support_tenant_id=TREY, since=MONDAY)
    database.write_now(lambda s: s.add(held))


def keep(database: Database, week: int) -> None:
    at = MONDAY + week * WEEK
    database.write_now(lambda s: weeks.keep(s, f"2026-W{10 + week}", at, figures.read(s, PROVIDER, at)))


def test_whoever_may_view_gets_it_with_names(database: Database) -> None:
    found = database.read_now(lambda s: overview.of_now(s, ANN, PROVIDER, MONDAY))
    assert (found.names, found.before) == ({TREY: "Trey Research"}, None)


def test_whoever_may_not_is_refused_by_the_service_too(database: Database) -> None:
    nobody = replace(ANN, roles=frozenset(), matrix=POLICIES["partner-center-2020"])
    with pytest.raises(Denied):
        database.read_now(lambda s: overview.of_now(s, nobody, PROVIDER, MONDAY))


def test_a_week_is_as_it_was_counted_until_the_next_one(database: Database) -> None:
    keep(database, 0)
    found = database.read_now(lambda s: overview.of_week(s, "2026-W10"))
    assert found is not None
    assert (found.now.at, found.now.supporters.named[0].count, found.before) == (MONDAY, 1, None)
    keep(database, 1)
    assert database.read_now(lambda s: overview.of_week(s, "2026-W10")) is None
    later = database.read_now(lambda s: overview.of_week(s, "2026-W11"))
    assert later is not None
    assert later.before is not None
    assert later.before.at == MONDAY


def test_a_week_that_is_not_kept_is_none(database: Database) -> None:
    assert database.read_now(lambda s: overview.of_week(s, "2026-W10")) is None

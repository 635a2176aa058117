"""The partner that runs the bot: the configured one, or the only one that can."""

import pytest

from bot.db import Database
from bot.errors import ConfigurationError
from bot.services.directory import resolve_provider
from tests.kit.rows import guid, partner


def resolve(database: Database, configured: str | None = None) -> str:
    return database.read_now(lambda session: resolve_provider(session, configured))


def fill(database: Database, *kinds: str) -> None:
    rows = [partner(number, f"Partner {number}", kind=kind) for number, kind in enumerate(kinds)]
    database.write_now(lambda session: session.add_all(rows))


def test_the_only_provider_or_direct_bill_partner(database: Database) -> None:
    fill(database, "indirect_reseller", "direct_bill", "indirect_reseller")
    assert resolve(database) == guid(1, 3)


def test_the_configured_one_among_several(database: Database) -> None:
    fill(database, "indirect_provider", "indirect_provider")
    assert resolve(database, guid(1, 3).upper()) == guid(1, 3)


@pytest.mark.parametrize(
    ("kinds", "configured", "line"),
    [
        ((), None, "The directory is empty; fill it with: python -m bot directory import PATH"),
        ((), guid(1), f"PROVIDER_TENANT_ID: {guid(1)} is not in the directory"),
        (("indirect_reseller",), None, "PROVIDER_TENANT_ID: the directory holds no indirect_provider or direct_bill"),
        (("direct_bill",) * 7, None, "PROVIDER_TENANT_ID: the directory holds 7 providers; .* and 2 more"),
    ],
)
def test_otherwise_one_line_says_what_to_do(
    database: Database, kinds: tuple[str, ...], configured: str | None, line: str
) -> None:
    fill(database, *kinds)
    with pytest.raises(ConfigurationError, match=line) as refused:
        resolve(database, configured)
    assert "\n" not in str(refused.value)

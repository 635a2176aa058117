"""The cost of a file's dry run: statements by the hundred of rows, whatever the size of the directory."""

import pytest

from bot.db import Database
from bot.models import CustomerRelationship, Partnership
from bot.services.assign_many import dry_run, naming, sheet
from tests.conftest import MONDAY, PROVIDER
from tests.kit.assign_many import file
from tests.kit.rows import customer, guid, partner, subscription
from tests.kit.store.rivals import statements
from tests.kit.world import provider

ROWS = 1_200


@pytest.fixture
def wide(database: Database) -> None:
    """Set up as many customers, resellers and subscriptions as rows, so that each pair is asked about once."""
    owners = [customer(n, f"Contoso {n}", f"c{n}.example") for n in range(ROWS)]
    resellers = [partner(n, f"Reseller {n}", str(5_000_000 + n)) for n in range(ROWS)]

    def ties(n: int) -> list[object]:
        return [
            Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=guid(n, 3)),
            CustomerRelationship(customer_id=guid(n), partner_tenant_id=guid(n, 3), delegated_admin="gdap"),
        ]

    database.write_now(lambda s: s.add_all([provider(), *owners, *resellers]))
    database.write_now(lambda s: s.add_all([subscription(n, owners[n], "Office") for n in range(ROWS)]))
    database.write_now(lambda s: s.add_all([tie for n in range(ROWS) for tie in ties(n)]))


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_dry_run_asks_for_hundreds_of_rows_at_once(database: Database, wide: None, by: str) -> None:
    def asked(rows: int) -> int:
        named = [
            f"Contoso {n},Office,,Reseller {n}" if by == "name" else f",,{guid(n, 2)},{guid(n, 3)}" for n in range(rows)
        ]
        text = "\n".join(["customer,subscription,subscriptionId,supportContact", *named])
        with statements(database) as said:
            found = database.write_now(lambda s: dry_run.check(s, PROVIDER, file(text), MONDAY))
        assert [verdict.state for verdict in found] == ["ready"] * rows
        return sum(statement.startswith("SELECT") for statement in said)

    few, many = asked(500), asked(ROWS)
    assert few < 20
    # Three times the pieces of 500 rows.
    assert many <= 3 * few


def test_a_legal_form_written_otherwise_names_the_customer_unless_two_share_it(database: Database) -> None:
    owners = [customer(1, "Fabrikam Limited", "f.example"), customer(2, "Trey S.L.", ""), customer(3, "Trey, SL", "")]
    seller = partner(1, "Reseller GmbH")
    database.write_now(lambda s: s.add_all([provider(), *owners, seller]))
    database.write_now(lambda s: s.add_all([subscription(n, owner, "Office") for n, owner in enumerate(owners)]))
    names = "Fabrikam Ltd.", "Trey sociedad limitada", "Trey, S.L.", "Trey S.L.", "Fabrikam Inc"
    text = "\n".join(
        ["customer,subscription,supportContact", *(f'"{name}",Office,Reseller G.m.b.H.' for name in names)]
    )
    wishes = database.read_now(lambda s: naming.wishes(s, sheet.read(text.encode()), PROVIDER))
    assert {wish.target_id for wish in wishes} == {seller.tenant_id}
    assert [wish.subscription_id for wish in wishes] == [guid(0, 2), None, None, guid(1, 2), None]
    said = [fault.split(":")[0] for wish in wishes for fault in wish.faults]
    assert said == ["customer-ambiguous-name", "customer-ambiguous-name", "customer-unknown"]

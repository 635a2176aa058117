"""Customers of other providers: what marks them, and how the mark follows their relationships and our own name."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Customer, CustomerRelationship, RequestType
from bot.services import separation
from bot.services.directory import import_directory
from bot.services.invitations.rules import RequestWish
from bot.services.mirror import absorbing, rows
from bot.services.mirror.ports import CustomerSeen
from bot.services.relationships import establish
from bot.services.relationships.establish import Acceptance, Newcomer
from bot.services.running.starting import separate
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO, pending
from tests.kit.world import CONTOSO, TREY, customer, partner, provider, scene

OTHER, DIRECT = "55555555-0000-4000-8000-000000000001", "55555555-0000-4000-8000-000000000002"
LINKS = {
    "nobody's": (),
    "ours": (PROVIDER,),
    "another's": (OTHER,),
    "a direct partner's": (DIRECT,),
    "a reseller's": (TREY,),
    "another's and a reseller's": (OTHER, TREY),
    "ours and another's": (PROVIDER, OTHER),
}


def key(number: int) -> str:
    return f"66666666-0000-4000-8000-{number:012}"


def build(session: Session) -> None:
    """Write a customer for each of LINKS."""
    session.add(provider())
    session.add(partner(OTHER, "Norte Cloud", "1000002", kind="indirect_provider"))
    session.add(partner(DIRECT, "Directa", "1000003", kind="direct_bill"))
    session.add(partner(TREY, "Trey Research", "4000001"))
    for number, (name, partners) in enumerate(LINKS.items()):
        session.add(customer(key(number), name, f"{number}.example"))
        session.flush()
        relate(session, key(number), *partners)


def relate(session: Session, customer_id: str, *partners: str, state: str = "established") -> None:
    for tenant_id in partners:
        session.add(CustomerRelationship(customer_id=customer_id, partner_tenant_id=tenant_id, state=state))


def elsewhere(database: Database) -> set[str]:
    marked = select(Customer.company_name).where(col(Customer.elsewhere))
    return set(database.read_now(lambda s: s.exec(marked).all()))


def settled(database: Database, provider_id: str = PROVIDER) -> set[str]:
    database.write_now(lambda s: separation.settle_all(s, provider_id))
    assert database.read_now(lambda s: separation.misplaced(s, provider_id)) == []
    return elsewhere(database)


def test_relationships_with_other_providers_alone_mark_a_customer(database: Database) -> None:
    database.write_now(build)
    assert settled(database) == {"another's", "a direct partner's", "another's and a reseller's"}


def test_a_removed_relationship_counts_on_both_sides(database: Database) -> None:
    database.write_now(build)
    database.write_now(lambda s: relate(s, key(0), OTHER, state="removed"))
    database.write_now(lambda s: relate(s, key(2), PROVIDER, state="removed"))
    assert settled(database) == {"nobody's", "a direct partner's", "another's and a reseller's"}


def test_whom_our_own_partner_center_lists_is_ours(database: Database) -> None:
    database.write_now(build)
    settled(database)
    seen = rows.customers([CustomerSeen(key(2), "another's", "2.example", "reseller")])
    database.write_now(lambda s: absorbing.absorb(s, seen, PROVIDER, MONDAY))
    assert "another's" not in elsewhere(database)


async def test_a_start_under_another_name_marks_anew_in_short_transactions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write_now(build)
    settled(database)
    monkeypatch.setattr(separation, "AT_ONCE", 2)
    parts: list[Sequence[str]] = []
    turn = separation.settle

    def noted(session: Session, provider_id: str, customer_ids: Sequence[str]) -> int:
        parts.append(customer_ids)
        return turn(session, provider_id, customer_ids)

    monkeypatch.setattr(separation, "settle", noted)
    await separate(database, OTHER, lambda _line: None)
    assert elsewhere(database) == {"ours", "a direct partner's"}
    assert [len(part) for part in parts] == [2, 1]
    await separate(database, OTHER, lambda _line: None)
    assert len(parts) == 2


def test_an_accepted_invitation_by_name_makes_it_ours(database: Database) -> None:
    database.write_now(build)
    settled(database)
    wish = RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Whoever that is")
    asked = pending(database, MONDAY, wish)
    newcomer = Acceptance(newcomer=Newcomer(key(2)))
    database.write_now(lambda s: establish.confirm_established(s, GLO, asked, scene(key="accepted"), newcomer))
    assert "another's" not in elsewhere(database)
    assert settled(database) == {"a direct partner's", "another's and a reseller's"}


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


PARTNERS = f"""tenantId,mpnId,name,kind
{PROVIDER},1000001,Iberia Cloud,indirect_provider
{OTHER},1000002,Norte Cloud,indirect_provider
"""
CUSTOMERS = f"""id,companyName,domain
{CONTOSO},Contoso,contoso.com
"""


@pytest.mark.parametrize(
    ("partners", "marked"), [((OTHER,), {"Contoso"}), ((OTHER, PROVIDER), set()), ((PROVIDER,), set()), ((), set())]
)
def test_imports_mark_and_unmark(database: Database, tmp_path: Path, partners: Sequence[str], marked: set[str]) -> None:
    lines = "".join(f"{CONTOSO},{tenant_id},established\n" for tenant_id in partners)
    folder = files(
        tmp_path,
        partners=PARTNERS,
        customers=CUSTOMERS,
        relationships=f"customerId,partnerTenantId,state\n{lines}",
    )
    import_directory(database, [folder], provider_tenant_id=PROVIDER, clock=ManualClock(MONDAY))
    assert elsewhere(database) == marked
    came = files(tmp_path, relationships=f"customerId,partnerTenantId,state\n{CONTOSO},{PROVIDER},established\n")
    import_directory(database, [came], provider_tenant_id=PROVIDER, clock=ManualClock(MONDAY))
    assert elsewhere(database) == set()

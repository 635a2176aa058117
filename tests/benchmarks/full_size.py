"""A directory of the size the product is made for, as files; the same in every run."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Blue Röd Nörd Alta Nueva Gran Pequeña Verde Norte Sur Atlas Delta Omega Sierra Costa Lumière Étoile Müller "
    "Größe Łódź Ñandú Azul Rápida Clara Vía Áurea Solar Lunar Marina Iberia Contoso Fabrikam Litware Adatum Trey"
)
SECOND = _words(
    "Systems Logistik Consultores Viajes Energía Solar Foods Textil Motors Pharma Seguros Hoteles Bodegas Clínica "
    "Academia Media Labs Research Traders Airlines Works Cycles Publishing Insurance Robotics Cerámica Papelería "
    "Construcciones Servicios Informática Distribución Alimentación Maquinaria Telecom Óptica Joyería"
)
FORMS = ("GmbH", "S.A.", "S.L.", "Ltd", "Inc", "SAS", "Oy", "AB", "BV", "Lda.")
PRODUCTS = (
    "Office 365 E1",
    "Office 365 E3",
    "Microsoft 365 Business Standard",
    "Microsoft 365 Business Premium",
    "Exchange Online (Plan 1)",
    "Power BI Pro",
    "Visio Plan 2",
    "Project Plan 3",
    "Enterprise Mobility + Security E5",
    "Dynamics 365 Sales Enterprise",
    "Azure Active Directory Premium P1",
    "Windows 365 Business",
)


@dataclass(frozen=True)
class Size:
    """Numbers of rows, by default those the product is made for."""

    customers: int = 100_000
    subscriptions: int = 1_000_000
    resellers: int = 5_000

    def smaller(self, factor: int) -> "Size":
        """Return the same shape with `factor` times fewer rows."""
        return Size(self.customers // factor, self.subscriptions // factor, self.resellers // factor)


def write(folder: Path, size: Size) -> Path:
    """Write partners, customers, relationships and subscriptions; ids are random like Microsoft's."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = random.Random(20200504)
    partners = [_guid(chosen) for _ in range(size.resellers + 1)]
    customers = [_guid(chosen) for _ in range(size.customers)]
    _save(folder / "partners.csv", _partners(chosen, partners))
    _save(folder / "partnerships.csv", _partnerships(partners))
    _save(folder / "customers.csv", _customers(chosen, customers))
    _save(folder / "relationships.csv", _relationships(chosen, customers, partners))
    _save(folder / "subscriptions.csv", _subscriptions(chosen, customers, partners, size.subscriptions))
    return folder


def company(chosen: random.Random) -> str:
    """A company name, most of them unlike the others."""
    number = f" {chosen.randint(1, 999)}" if chosen.random() < 0.3 else ""
    return f"{chosen.choice(FIRST)} {chosen.choice(FIRST)} {chosen.choice(SECOND)}{number} {chosen.choice(FORMS)}"


def _guid(chosen: random.Random) -> str:
    return str(uuid.UUID(int=chosen.getrandbits(128), version=4))


def _save(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\r\n" for line in lines)


def _partners(chosen: random.Random, ids: list[str]) -> Iterator[str]:
    yield "tenantId,mpnId,name,kind,location,website"
    yield f"{ids[0]},1000000,Iberia Cloud,indirect_provider,ES,"
    for number, key in enumerate(ids[1:], start=1):
        yield f"{key},{4_000_000 + number},{company(chosen)},indirect_reseller,ES,https://reseller{number}.example"


def _partnerships(ids: list[str]) -> Iterator[str]:
    yield "partnerTenantId,state"
    yield from (f"{key},Active" for key in ids[1:])


def _customers(chosen: random.Random, ids: list[str]) -> Iterator[str]:
    yield "id,companyName,domain,country"
    yield from (f"{key},{company(chosen)},c{number}.example,ES" for number, key in enumerate(ids))


def _relationships(chosen: random.Random, customers: list[str], partners: list[str]) -> Iterator[str]:
    yield "customerId,partnerTenantId,state,delegatedAdmin"
    yield from (f"{key},{chosen.choice(partners)},established,gdap" for key in customers)


def _subscriptions(chosen: random.Random, customers: list[str], partners: list[str], count: int) -> Iterator[str]:
    yield "id,customerId,friendlyName,offerName,billingType,quantity,status,partnerId,creationDate,supportTenantId"
    for number in range(count):
        product = chosen.choice(PRODUCTS)
        support = chosen.choice(partners) if number % 50 == 0 else ""
        what = f"{_guid(chosen)},{chosen.choice(customers)},{product} (SUB-{number:07}),{product},license"
        yield f"{what},{number % 500},active,{4_000_000 + number % 5_000},2021-03-05T06:27:39Z,{support}"

"""Client of Partner Center and Graph: the questions that the mirror's port asks, each one a request or a list."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from bot.partner_center.addresses import Addresses
from bot.partner_center.calls import Caller, Intent, Received
from bot.partner_center.refusals import refusal
from bot.partner_center.services import Service
from bot.partner_center.wire import bodies, graph_bodies
from bot.partner_center.wire.failures import NO_RELATIONSHIP, PartnerCenterRefused, PartnerCenterUnreadable
from bot.partner_center.wire.pages import Place, Read, pages
from bot.partner_center.wire.reading import Document, NotJson, document, parsed
from bot.services.mirror.ports import (
    AccessSeen,
    AgreementSeen,
    AuditSeen,
    CustomerSeen,
    GdapSeen,
    NoSuchCustomer,
    Paged,
    PartnerIdVerdict,
    ResellerSeen,
    SubscriptionSeen,
)

T = TypeVar("T")
# Microsoft's largest page of customers.
PAGE = 500
GDAP = "tenantRelationships/delegatedAdminRelationships"
_GONE = frozenset({NO_RELATIONSHIP, "60003", "1000"})


class PartnerCenterClient:
    """Asks; what Microsoft refuses for good is raised as NotAllowed or NoSuchCustomer, all else as Unavailable."""

    def __init__(self, caller: Caller, addresses: Addresses) -> None:
        self._caller = caller
        self._addresses = addresses

    def customers(self) -> AsyncIterator[Paged[CustomerSeen]]:
        """Yield all customers, a page at a time."""
        return self._list(_path("customers", size=PAGE), bodies.customer)

    async def customer(self, customer_id: str) -> CustomerSeen:
        """Return one customer; raises NoSuchCustomer."""
        try:
            seen = bodies.customer(await self.ask(_path(f"customers/{quote(customer_id, safe='')}")))
        except PartnerCenterRefused as error:
            if error.status in {403, 404} and (error.status == 404 or error.code in _GONE):
                raise NoSuchCustomer(error.code) from error
            raise refusal(error, "reading a customer") from error
        if seen is None:
            raise NoSuchCustomer("")
        return seen

    def customers_of_reseller(self, reseller_id: str) -> AsyncIterator[Paged[CustomerSeen]]:
        """Yield the customers that came by this indirect reseller (tenant id)."""
        wanted = {"Field": "IndirectReseller", "Value": reseller_id, "Operator": "starts_with"}
        return self._list(_path("customers", size=PAGE, filter=_compact(wanted)), bodies.customer)

    def subscriptions(self, customer_id: str) -> AsyncIterator[Paged[SubscriptionSeen]]:
        """Yield the customer's subscriptions; raises NoSuchCustomer."""
        return self._of_customer(_path(f"customers/{quote(customer_id, safe='')}/subscriptions"))

    def indirect_resellers(self) -> AsyncIterator[Paged[ResellerSeen]]:
        """Yield the resellers with whom there is a partnership."""
        return self._list(
            _path("relationships", relationship_type="IsIndirectCloudSolutionProviderOf"), bodies.reseller
        )

    async def agreement(self, mpn_id: str) -> AgreementSeen:
        """Return whether the PartnerID's tenant signed the Microsoft Partner Agreement."""
        try:
            found = await self.ask(_path("compliance/csp/agreementstatus", mpnId=mpn_id))
        except PartnerCenterRefused as error:
            said = bodies.agreement_refused(mpn_id, error.code, error.description)
            if said is None:
                raise refusal(error, "reading the state of partner agreements") from error
            return said
        return bodies.agreement(mpn_id, found)

    async def validate_partner_ids(self, partner_ids: Sequence[str]) -> Sequence[PartnerIdVerdict]:
        """Return a verdict for each PartnerID that Microsoft gives one for; a batch is one request."""
        try:
            found = await self.ask("partners/validateresellers", "POST", {"partnerIds": list(partner_ids)})
        except PartnerCenterRefused as error:
            raise refusal(error, "validating partners on record") from error
        return bodies.verdicts(found)

    def audit_records(self, day: date) -> AsyncIterator[Paged[AuditSeen]]:
        """Yield the activity of one UTC day, not older than 90 days."""
        return self._list(_path("auditrecords", startDate=day, endDate=day, size=PAGE), bodies.audit_record)

    def gdap_relationships(self) -> AsyncIterator[Paged[GdapSeen]]:
        """Yield all GDAP relationships that the tenant may see."""
        return self._graph_list(GDAP, graph_bodies.relationship)

    async def gdap_relationship(self, relationship_id: str) -> GdapSeen | None:
        """Return one GDAP relationship, None if Microsoft has none of that id."""
        try:
            return graph_bodies.relationship(await self.ask_graph(f"{GDAP}/{quote(relationship_id, safe='')}"))
        except PartnerCenterRefused as error:
            if error.status == 404:
                return None
            raise refusal(error, "reading a GDAP relationship") from error

    def access_assignments(self, relationship_id: str) -> AsyncIterator[Paged[AccessSeen]]:
        """Yield the security groups of one GDAP relationship."""
        return self._graph_list(f"{GDAP}/{quote(relationship_id, safe='')}/accessAssignments", graph_bodies.access)

    async def sign_in(self, service: Service) -> None:
        """Get a token; SignInRefused, or PartnerCenterUnclear without an answer."""
        await self._caller.tokens.app(service)

    async def date(self) -> str:
        """Return the Date header of an answer."""
        url = self._addresses.partner_center(_path("customers", size=1))
        return (await self._caller.call(Intent(Service.PARTNER_CENTER, "GET", url))).date

    async def ask(self, uri: str, method: str = "GET", body: Any = None) -> Document:
        """Return one object of Partner Center; PartnerCenterRefused as it came."""
        url = self._addresses.partner_center(uri)
        return _read(await self._caller.call(Intent(Service.PARTNER_CENTER, method, url, json=body)), document)

    async def ask_names(self, uri: str) -> tuple[str, ...]:
        """Return an array of words of Partner Center, at least one; PartnerCenterRefused as it came."""
        received = await self._caller.call(Intent(Service.PARTNER_CENTER, "GET", self._addresses.partner_center(uri)))
        found = bodies.names(_read(received, parsed))
        if not found:
            raise PartnerCenterUnreadable("an answer without a word in it", received.trace)
        return found

    async def ask_graph(self, uri: str) -> Document:
        """Return one object of Graph; PartnerCenterRefused as it came."""
        intent = Intent(Service.GRAPH, "GET", self._addresses.of_graph(uri))
        return _read(await self._caller.call(intent), document)

    def _list(self, uri: str, read: Read[T]) -> AsyncIterator[Paged[T]]:
        return self._pages(Service.PARTNER_CENTER, uri, self._addresses.partner_center, read)

    def _graph_list(self, uri: str, read: Read[T]) -> AsyncIterator[Paged[T]]:
        return self._pages(Service.GRAPH, uri, self._addresses.of_graph, read)

    async def _pages(
        self, service: Service, uri: str, located: Callable[[str], str], read: Read[T]
    ) -> AsyncIterator[Paged[T]]:
        async def fetch(place: Place) -> bytes:
            intent = Intent(service, "GET", located(place.uri), place.headers)
            return (await self._caller.call(intent)).body

        try:
            async for found in pages(Place(uri), fetch, read):
                yield found
        except PartnerCenterRefused as error:
            raise refusal(error, f"reading {uri.partition('?')[0]}") from error

    async def _of_customer(self, uri: str) -> AsyncIterator[Paged[SubscriptionSeen]]:
        async def fetch(place: Place) -> bytes:
            url = self._addresses.partner_center(place.uri)
            return (await self._caller.call(Intent(Service.PARTNER_CENTER, "GET", url, place.headers))).body

        try:
            async for found in pages(Place(uri), fetch, bodies.subscription):
                yield found
        except PartnerCenterRefused as error:
            if error.status in {403, 404} and error.code in _GONE:
                raise NoSuchCustomer(error.code) from error
            raise refusal(error, "reading subscriptions") from error


def _read(received: Received, reader: Callable[[bytes], T]) -> T:
    try:
        return reader(received.body)
    except NotJson as error:
        raise PartnerCenterUnreadable(f"an answer that is no JSON ({error})", received.trace) from None


def _path(path: str, **query: object) -> str:
    return f"{path}?{urlencode({name: str(value) for name, value in query.items()})}" if query else path


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))

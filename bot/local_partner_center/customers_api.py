"""Customers, their subscriptions, support contacts and partners, as Partner Center serves them."""

import json
from typing import Any

from aiohttp import web

from bot.local_partner_center import shapes
from bot.local_partner_center.contracts import TRIPLES, subscription
from bot.local_partner_center.endpoints import Endpoints
from bot.local_partner_center.paging import paged
from bot.local_partner_center.wire import EarlyAnswer, lower_first, refused, success
from bot.local_partner_center.world import Company, Contract, LocalWorld

STRANGER = "Tenant does not have a commerce relationship with the customer."
CUSTOMER = "/v1/customers/{customer}"


class CustomersApi:
    """Handlers over one world."""

    def __init__(self, world: LocalWorld) -> None:
        self._world = world

    def register(self, app: web.Application, endpoints: Endpoints) -> None:
        """Add the routes, those before the ones that would swallow them."""
        one = f"{CUSTOMER}/subscriptions/{{subscription}}"
        endpoints.add(app, "GET", "/v1/customers/relationshiprequests", self._link, "link", user=True, limited=False)
        endpoints.add(app, "GET", "/v1/customers", self._list, "customers")
        endpoints.add(app, "GET", CUSTOMER, self._customer, "customer")
        endpoints.add(app, "PATCH", CUSTOMER, self._remove, "removal", user=True)
        endpoints.add(app, "GET", f"{CUSTOMER}/relationships", self._partners, "customer partners", user=True)
        endpoints.add(app, "GET", f"{CUSTOMER}/validationStatus", self._check, "validation status")
        endpoints.add(app, "GET", f"{CUSTOMER}/subscriptions", self._subscriptions, "subscriptions")
        endpoints.add(app, "GET", one, self._subscription, "subscription")
        endpoints.add(app, "GET", f"{one}/supportcontact", self._contact, "support contact", user=True)
        endpoints.add(app, "PUT", f"{one}/supportcontact", self._put_contact, "support contact put", user=True)

    async def _link(self, _request: web.Request) -> web.Response:
        return success(shapes.invitation(self._world.tenant))

    async def _list(self, request: web.Request) -> web.Response:
        wanted = json.loads(request.query.get("filter", "{}"))
        field, value = wanted.get("Field"), str(wanted.get("Value", "")).lower()
        found = [each for each in self._world.companies.values() if _matches(each, field, value)]
        return success(paged(request, [shapes.listed_customer(each) for each in found]))

    def _company(self, request: web.Request) -> Company:
        company = self._world.company(request.match_info["customer"])
        if company is None or company.relationship == "none":
            raise EarlyAnswer(refused(403, 20002, STRANGER))
        return company

    def _contract(self, request: web.Request) -> tuple[Company, Contract]:
        company = self._company(request)
        contract = self._world.contract(company.id, request.match_info["subscription"])
        if contract is None:
            raise EarlyAnswer(refused(404, 20003, "Subscription was not found."))
        return company, contract

    async def _customer(self, request: web.Request) -> web.Response:
        return success(shapes.customer(self._company(request)))

    async def _remove(self, request: web.Request) -> web.Response:
        company = self._company(request)
        if any(each.status == "active" for each in company.contracts):
            return refused(400, 2011, "The customer has active subscriptions.")
        company.relationship = "none"
        return success(shapes.removed_customer(), mark=False)

    async def _partners(self, request: web.Request) -> web.Response:
        company = self._company(request)
        firm = self._world.firms.get(company.reseller.lower())
        return success(shapes.collection([shapes.customers_reseller(firm)] if firm else []))

    async def _check(self, request: web.Request) -> web.Response:
        self._company(request)
        return success(shapes.account_check("Not Ready", "2026-03-02T09:00:00"))

    async def _subscriptions(self, request: web.Request) -> web.Response:
        company = self._company(request)
        # As published: the list of old subscriptions has no links, that of new ones has.
        links = {"self": shapes.link(f"/customers/{company.id}/subscriptions")}
        modern = any(each.kind in TRIPLES for each in company.contracts)
        found = [subscription(company, each) for each in company.contracts]
        return success(shapes.collection(found, links=links if modern else None))

    async def _subscription(self, request: web.Request) -> web.Response:
        return success(subscription(*self._contract(request)))

    async def _contact(self, request: web.Request) -> web.Response:
        return success(shapes.support_contact(self._world, *self._contract(request)))

    async def _put_contact(self, request: web.Request) -> web.Response:
        company, contract = self._contract(request)
        said: dict[str, Any] = lower_first(await request.json())
        firm = self._world.firms.get(str(said.get("supportTenantId", "")).lower())
        if contract.kind != "legacy":
            # Microsoft publishes no answer for these; this one is as likely as any.
            return refused(400, 800002, "Invalid request input.")
        if firm is None or firm.mpn != said.get("supportMpnId"):
            return refused(400, 3000, "Relationship does not exist.")
        contract.support = (firm.tenant, firm.mpn, str(said.get("name") or firm.name))
        return success(shapes.support_contact(self._world, company, contract))


def _matches(company: Company, field: str | None, value: str) -> bool:
    if company.relationship == "none":
        return False
    texts = {"CompanyName": company.name, "Domain": company.domain, "IndirectReseller": company.reseller}
    return field is None or texts.get(field, "").lower().startswith(value)

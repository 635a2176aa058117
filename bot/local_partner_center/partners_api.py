"""Partners, agreements, profiles, activity and events, as Partner Center serves them."""

from aiohttp import web

from bot.local_partner_center import shapes
from bot.local_partner_center.endpoints import Endpoints
from bot.local_partner_center.paging import paged
from bot.local_partner_center.wire import refused, success
from bot.local_partner_center.world import Firm, LocalWorld, LoggedActivity

FAQ = "https://learn.microsoft.com/partner-center/mpa-indirect-provider-faq"
EVENTS = (
    "subscription-updated",
    "test-created",
    "usagerecords-thresholdExceeded",
    "invoice-ready",
    "reseller-relationship-accepted-by-customer",
    "granular-admin-relationship-approved",
    "granular-admin-relationship-terminated",
)
OLDEST_DAYS = 90


class PartnersApi:
    """Handlers over one world."""

    def __init__(self, world: LocalWorld) -> None:
        self._world = world

    def register(self, app: web.Application, endpoints: Endpoints) -> None:
        """Add the routes, none of which shares the limit of customers and subscriptions."""
        for method, path, handler, name, user in (
            ("GET", "/v1/relationships", self._resellers, "resellers", True),
            ("GET", "/v1/compliance/csp/agreementstatus", self._agreement, "agreement", True),
            ("GET", "/v1/profiles/mpn", self._mpn, "mpn profile", True),
            ("GET", "/v1/profiles/support", self._support, "support profile", True),
            ("GET", "/v1/partnerRequests", self._requests, "partner requests", True),
            ("POST", "/v1/partners/validateresellers", self._validate, "validate", False),
            ("GET", "/v1/auditrecords", self._activity, "audit records", False),
            ("GET", "/webhooks/v1/registration", self._registration, "registration", False),
            ("POST", "/webhooks/v1/registration", self._register, "register", False),
            ("PUT", "/webhooks/v1/registration", self._register, "register", False),
            ("GET", "/webhooks/v1/registration/events", self._events, "event names", False),
        ):
            endpoints.add(app, method, path, handler, name, user=user, limited=False)

    async def _resellers(self, request: web.Request) -> web.Response:
        if request.query.get("relationship_type") != "IsIndirectCloudSolutionProviderOf":
            return refused(400, 3000, "Invalid property: relationship_type.")
        own = self._world.tenant
        found = [shapes.reseller(firm) for firm in self._world.firms.values() if firm.tenant.lower() != own]
        return success(shapes.collection(found))

    async def _agreement(self, request: web.Request) -> web.Response:
        mpn, tenant = request.query.get("mpnId", ""), request.query.get("tenantId", "")
        if bool(mpn) == bool(tenant):
            code = 2000 if mpn else 2001
            which = "should not be passed" if mpn else "cannot be empty"
            return refused(400, code, f"Both MPN Id and Tenant Id {which}.", "ComplianceController")
        if mpn and not mpn.isdigit():
            return refused(400, 2000, "MPN Id must be numeric.", "PartnerApiServiceControllers")
        if tenant and len(tenant) != len(self._world.tenant):
            return refused(400, 2000, "Tenant Id must be a GUID.", "PartnerApiServiceControllers")
        firm = self._world.firm_of(mpn) if mpn else self._world.firms.get(tenant.lower())
        return self._signed(firm, mpn, tenant)

    def _signed(self, firm: Firm | None, mpn: str, tenant: str) -> web.Response:
        if firm is None and mpn:
            said = f"Requested MPN Id {mpn} is either invalid or does not exist in Partner Center."
            return refused(400, 2200, said, data=[FAQ])
        if firm is None:
            return refused(400, 2205, f"Could not find account with id '{tenant}'.")
        if not firm.signed:
            said = f"MPN Id {firm.mpn} has not signed Microsoft Partner Agreement (MPA)."
            return refused(400, 2203 if mpn else 2206, said, data=[FAQ])
        return success({"isAgreementSigned": True})

    async def _mpn(self, request: web.Request) -> web.Response:
        mpn = request.query.get("mpnId", "")
        firm = self._world.firm_of(mpn)
        if firm is None:
            return refused(404, 3000, f"Partner Organization with partner_id {mpn} could not be found")
        return success(shapes.mpn_profile(firm))

    async def _support(self, _request: web.Request) -> web.Response:
        return success(shapes.support_profile())

    async def _requests(self, _request: web.Request) -> web.Response:
        rows = [shapes.logged_request(n, n == 0, f"{self._world.now():%Y-%m-%dT%H:%M:%S}.31") for n in range(2)]
        return success(shapes.collection(rows))

    async def _validate(self, request: web.Request) -> web.Response:
        asked = (await request.json())["partnerIds"]
        return success({"validationResults": [shapes.verdict(each, self._world.firm_of(each)) for each in asked]})

    async def _activity(self, request: web.Request) -> web.Response:
        first, last = request.query.get("startDate", ""), request.query.get("endDate", "9999-12-31")
        found = [each for each in self._world.activity if first <= each.at[:10] <= last]
        return success(paged(request, [shapes.audit_record(self._world, each) for each in _newest(found)]))

    async def _registration(self, _request: web.Request) -> web.Response:
        found = self._world.registration
        if found is None:
            return refused(404, 1000, "No registration was found.")
        return success({name: found[name] for name in ("WebhookUrl", "WebhookEvents")})

    async def _events(self, _request: web.Request) -> web.Response:
        return success(list(EVENTS))

    async def _register(self, request: web.Request) -> web.Response:
        said = await request.json()
        events = [each for each in said["WebhookEvents"] if each in EVENTS]
        self._world.registration = {
            "SubscriberId": "e82cac64-dc67-4cd3-849b-78b6127dd57d",
            "WebhookUrl": said["WebhookUrl"],
            "WebhookEvents": events,
        }
        return success(self._world.registration)


def _newest(found: list[LoggedActivity]) -> list[LoggedActivity]:
    return sorted(found, key=lambda each: each.at, reverse=True)

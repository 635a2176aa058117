"""GDAP and tenants, as Microsoft Graph serves them; without any byte order mark."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aiohttp import web

from bot.local_partner_center.endpoints import Endpoints
from bot.local_partner_center.wire import graph_refused, success
from bot.local_partner_center.world import LocalWorld, Privileges

ROOT = "/v1.0/tenantRelationships"
ONE = f"{ROOT}/delegatedAdminRelationships/{{relationship}}"
CONTEXT = "https://graph.microsoft.com/v1.0/tenantRelationships/$metadata#"
PAGE = 300


class GraphApi:
    """Handlers over one world."""

    def __init__(self, world: LocalWorld) -> None:
        self._world = world

    def register(self, app: web.Application, endpoints: Endpoints) -> None:
        """Add the routes of Graph."""
        for path, handler, name in (
            (f"{ROOT}/delegatedAdminRelationships", self._list, "gdap"),
            (ONE, self._one, "gdap relationship"),
            (f"{ONE}/accessAssignments", self._groups, "access assignments"),
            (f"{ROOT}/delegatedAdminCustomers", self._customers, "gdap customers"),
            (f"{ROOT}/findTenantInformationByDomainName{{domain}}", self._tenant, "tenant"),
            ("/v1.0/servicePrincipals", self._principals, "service principals"),
        ):
            endpoints.add(app, "GET", path, handler, name, limited=False, audience="graph")

    async def _list(self, request: web.Request) -> web.Response:
        found = list(self._world.privileges.values())
        first = int(request.query.get("$skiptoken", "0"))
        said: dict[str, Any] = {"@odata.context": f"{CONTEXT}delegatedAdminRelationships"}
        said["value"] = [relationship(each) for each in found[first : first + PAGE]]
        if first + PAGE < len(found):
            said["@odata.nextLink"] = str(request.url.with_query({"$skiptoken": first + PAGE}))
        return success(said, mark=False)

    async def _one(self, request: web.Request) -> web.Response:
        found = self._world.privileges.get(request.match_info["relationship"].lower())
        if found is None:
            return graph_refused(404, "notFound", "Resource not found.")
        context = {"@odata.context": f"{CONTEXT}delegatedAdminRelationships/$entity"}
        return success(context | relationship(found), mark=False)

    async def _groups(self, request: web.Request) -> web.Response:
        found = self._world.privileges.get(request.match_info["relationship"].lower())
        if found is None:
            return graph_refused(404, "notFound", "Resource not found.")
        value = [assignment(found, group, roles) for group, roles in found.groups.items()]
        return success({"@odata.context": f"{CONTEXT}accessAssignments", "value": value}, mark=False)

    async def _customers(self, _request: web.Request) -> web.Response:
        active = [each for each in self._world.privileges.values() if each.status == "active" and each.customer]
        value = [
            {
                "@odata.type": "#microsoft.graph.delegatedAdminCustomer",
                "@odata.etag": tag(each.customer),
                "id": each.customer,
                "tenantId": each.customer,
                "displayName": each.customer_name,
            }
            for each in active
        ]
        return success({"@odata.context": f"{CONTEXT}delegatedAdminCustomers", "value": value}, mark=False)

    async def _tenant(self, request: web.Request) -> web.Response:
        domain = request.match_info["domain"].partition("'")[2].rpartition("'")[0]
        found = next((each for each in self._world.companies.values() if each.domain == domain), None)
        if found is None:
            return graph_refused(404, "Directory_ObjectNotFound", "Unable to read the company information.")
        said = {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.tenantInformation",
            "tenantId": found.id,
            "federationBrandName": None,
            "displayName": found.name,
            "defaultDomainName": found.domain,
        }
        return success(said, mark=False)

    async def _principals(self, request: web.Request) -> web.Response:
        wanted = request.query.get("$filter", "").partition("'")[2].rpartition("'")[0]
        value = [{"id": str(uuid5(NAMESPACE_URL, wanted)), "appId": wanted}] if wanted in self._world.principals else []
        return success({"value": value}, mark=False)


def relationship(found: Privileges) -> dict[str, Any]:
    """Return a GDAP relationship; one for a reseller is of another type and has two names more."""
    kind = "resellerDelegatedAdminRelationship" if found.provider else "delegatedAdminRelationship"
    customer = {"tenantId": found.customer, "displayName": found.customer_name} if found.customer else None
    said: dict[str, Any] = {
        "@odata.type": f"#microsoft.graph.{kind}",
        "@odata.etag": tag(found.id),
        "id": found.id,
        "displayName": found.name,
        "duration": found.duration,
        "customer": customer,
        "accessDetails": _roles(found.roles),
        "status": found.status,
        "autoExtendDuration": found.extend,
        "createdDateTime": found.created,
        "lastModifiedDateTime": found.activated or found.created,
        "activatedDateTime": found.activated,
        "endDateTime": found.ends,
    }
    extra = {"isPartnerConsentPending": True, "indirectProviderTenantId": found.provider}
    return said | extra if found.provider else said


def assignment(found: Privileges, group: str, roles: tuple[str, ...]) -> dict[str, Any]:
    """Return the assignment of a security group, whose id is no GUID."""
    return {
        "@odata.type": "#microsoft.graph.delegatedAdminAccessAssignment",
        "@odata.etag": tag(group),
        "id": f"d{uuid5(NAMESPACE_URL, found.id + group)}",
        "status": "active",
        "createdDateTime": found.created,
        "lastModifiedDateTime": found.created,
        "accessContainer": {"accessContainerId": group, "accessContainerType": "securityGroup"},
        "accessDetails": _roles(roles),
    }


def _roles(roles: tuple[str, ...]) -> dict[str, Any]:
    return {"unifiedRoles": [{"roleDefinitionId": role} for role in roles]}


def tag(of: str) -> str:
    """Return the version of a resource."""
    return f'W/"{uuid5(NAMESPACE_URL, of).hex}"'

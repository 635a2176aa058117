"""The local Partner Center sends what Microsoft published: the same names, types, mark and length."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.local_partner_center import shapes
from bot.local_partner_center.server import LocalPartnerCenter, serving
from bot.local_partner_center.world import Company, Contract, Firm, LocalWorld, LoggedActivity, Mishap
from tests.kit.bodies import BOM, NAMES, body, wire
from tests.kit.microsoft import FIRST_UP, RELECLOUD, guid, privileges, world

CUSTOMER = guid("company 0")
FIND = "findTenantInformationByDomainName"


def contract(kind: int) -> str:
    return guid(f"contract 0 {kind}")


def owner(name: str, domain: str, held: Contract) -> Company:
    return Company(guid(name), name.title(), domain, contracts=[held])


def filled() -> LocalWorld:
    """Make a world that holds one of each thing the pages show."""
    made = world()
    made.app_may_all = True
    made.companies[CUSTOMER].contracts.append(Contract(guid("old"), "Old", "legacy", billing="none"))
    made.add(
        Company(
            guid("legacy only"), "Old", "old.example", contracts=[Contract(guid("x"), "O", "legacy", billing="none")]
        )
    )
    made.add(owner("software only", "new.example", Contract(guid("y"), "S", "software")))
    made.add(
        Company(
            guid("plain"), "Plain", "contoso.com", contracts=[Contract(guid("z"), "Azure", "usage", billing="usage")]
        )
    )
    made.add(Firm(guid("unsigned"), "123456", "Unsigned", signed=False, valid=False))
    made.add(privileges(1, status="terminated"), privileges(2, status="approvalPending", provider=guid("provider")))
    reseller = made.privileges[privileges(2).id]
    reseller.activated = reseller.ends = None
    made.activity += [
        LoggedActivity(
            "create_order",
            "order",
            "2017-06-15T22:56:05.0589308Z",
            customer=CUSTOMER,
            customer_name="A",
            new_value="{}",
            details={"OrderId": "1", "PartnerOnRecord-0": None},
        ),
        LoggedActivity(
            "update_customer_user_licenses",
            "license",
            "2017-06-15T20:09:07.0450483Z",
            customer=CUSTOMER,
            customer_name="A",
            application="Native App",
            details={"CustomerUserId": "1"},
        ),
        LoggedActivity(
            "add_customer",
            "customer",
            "2020-09-02T17:34:12.8069005Z",
            "a_b_addcustomer_1",
            CUSTOMER,
            "A",
            new_value="{}",
            details={"Relationship": "Reseller", "PartnerOnRecord-0": None},
            application="x",
            participants=(made.tenant,),
            correlation="c",
        ),
    ]
    made.registration = {"SubscriberId": "s", "WebhookUrl": "u", "WebhookEvents": ["test-created"]}
    return made


@pytest.fixture
async def server() -> AsyncIterator[LocalPartnerCenter]:
    """A server over one of each thing."""
    async with serving(filled()) as running:
        running.world.tokens |= {"p": ("user", "partner-center"), "g": ("user", "graph")}
        yield running


def tree(value: Any) -> Any:
    """Return the names and types of a value; of a list those of all its entries together."""
    if isinstance(value, dict):
        return {name: tree(inner) for name, inner in value.items()}
    if isinstance(value, list):
        entries = [tree(each) for each in value]
        return [merged(entries)] if entries else []
    return "number" if type(value) in {int, float} else type(value).__name__


def merged(trees: list[Any]) -> Any:
    """Return what several entries have together; types that differ side by side."""
    if all(isinstance(each, dict) for each in trees):
        names = sorted({name for each in trees for name in each})
        return {name: merged([each[name] for each in trees if name in each]) for name in names}
    if all(isinstance(each, list) for each in trees):
        inside = [entry for each in trees for entry in each]
        return [merged(inside)] if inside else []
    return sorted({json.dumps(each, sort_keys=True) for each in trees})


def assert_like(found: Any, published: Any) -> None:
    """Hold names and types of an answer against those of a published body."""
    assert merged([tree(found)]) == merged([tree(published)])


# fixture -> method, path, body of the request
CALLS: Mapping[str, tuple[str, str, Any]] = {
    "agreementstatus-ok": ("GET", f"/v1/compliance/csp/agreementstatus?mpnId={FIRST_UP.mpn}", None),
    "auditrecords-2017": ("GET", "/v1/auditrecords?startDate=2017-06-01&endDate=2017-12-31", None),
    "auditrecords-2020": ("GET", "/v1/auditrecords?startDate=2020-09-02&endDate=2020-09-02&size=50", None),
    "customer-by-id": ("GET", f"/v1/customers/{CUSTOMER}", None),
    "customer-remove-relationship-response": ("PATCH", f"/v1/customers/{guid('nothing left')}", {}),
    "customers-page": ("GET", "/v1/customers?size=40", None),
    "mpn-profile": ("GET", f"/v1/profiles/mpn?mpnId={FIRST_UP.mpn}", None),
    "mpn-profile-404": ("GET", "/v1/profiles/mpn?mpnId=9999999", None),
    "partnerrequests-mfa": ("GET", "/v1/partnerRequests", None),
    "relationshiprequest": ("GET", "/v1/customers/relationshiprequests", None),
    "relationships-of-customer": ("GET", f"/v1/customers/{CUSTOMER}/relationships", None),
    "relationships-of-provider": ("GET", "/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf", None),
    "relationships-spring": ("GET", "/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf", None),
    "subscription-legacy": ("GET", f"/v1/customers/{guid('plain')}/subscriptions/{guid('z')}", None),
    "subscription-nce-seat": ("GET", f"/v1/customers/{CUSTOMER}/subscriptions/{contract(0)}", None),
    "subscriptions-legacy-page": ("GET", f"/v1/customers/{guid('legacy only')}/subscriptions", None),
    "subscriptions-software-page": ("GET", f"/v1/customers/{guid('software only')}/subscriptions", None),
    "support-profile": ("GET", "/v1/profiles/support", None),
    "supportcontact-get": ("GET", f"/v1/customers/{CUSTOMER}/subscriptions/{contract(1)}/supportcontact", None),
    "validationstatus": ("GET", f"/v1/customers/{CUSTOMER}/validationStatus?type=account", None),
}
UNMARKED = {"customer-remove-relationship-response"}


async def asked(
    server: LocalPartnerCenter, method: str, path: str, said: Any = None, token: str = "p"
) -> tuple[int, bytes]:
    """Return status and bytes of an answer, whose declared length they have."""
    async with ClientSession() as session:
        headers = {"Authorization": f"Bearer {token}"}
        async with session.request(method, server.url + path, json=said, headers=headers) as response:
            raw = await response.read()
            assert int(response.headers["Content-Length"]) == len(raw)
            return response.status, raw


def unwrapped(status: int, raw: bytes, *, mark: bool | None = None) -> Any:
    """Return the JSON of an answer, which is compact, with a mark before successes only."""
    marked = status < 300 if mark is None else mark
    assert raw.startswith(BOM) == marked
    value = json.loads(raw.removeprefix(BOM))
    assert raw == wire(value, mark=marked)
    return value


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_answers_have_the_published_shape(server: LocalPartnerCenter, name: str) -> None:
    server.world.add(Company(guid("nothing left"), "Nothing", "nothing.example"))
    published = body(name)
    status, raw = await asked(server, *CALLS[name])
    found = unwrapped(status, raw, mark=False if name in UNMARKED else None)
    assert_like(found, published[0] if name == "validationstatus" else published)


async def got(server: LocalPartnerCenter, path: str, token: str = "p", mark: bool | None = None) -> Any:
    return unwrapped(*await asked(server, "GET", path, token=token), mark=mark)


async def agreement_errors(server: LocalPartnerCenter) -> None:
    """Each code is served, but for two that depend on regions and programmes."""
    queries = {
        "mpnId=x": 2000,
        "": 2001,
        "mpnId=1&tenantId=2": 2000,
        "mpnId=7777777": 2200,
        "mpnId=123456": 2203,
        f"tenantId={guid('nobody')}": 2205,
        f"tenantId={guid('unsigned')}": 2206,
        "tenantId=no-guid": 2000,
    }
    for query, code in queries.items():
        found = await got(server, f"/v1/compliance/csp/agreementstatus?{query}")
        published = [each["body"] for each in body("agreementstatus-errors") if each["body"]["code"] == code]
        assert found["code"] == code
        assert any(tree(found) == tree(each) for each in published), (query, found)


async def error_shapes(server: LocalPartnerCenter) -> None:
    """Whatever body is planned comes as it is; the usual ones come by themselves."""
    for each in body("error-shapes"):
        headers = each.get("headers", {})
        server.world.mishaps = [Mishap("customers", "answer", 1, each["httpStatus"], each["body"], headers)]
        status, raw = await asked(server, "GET", "/v1/customers")
        assert (status, unwrapped(status, raw)) == (each["httpStatus"], each["body"])


async def throttling(server: LocalPartnerCenter) -> None:
    server.world.a_minute = 1
    await asked(server, "GET", "/v1/customers")
    address = f"{server.url}/v1/customers"
    async with ClientSession(headers={"Authorization": "Bearer p"}) as session, session.get(address) as response:
        found = {"headers": {"Retry-After": response.headers["Retry-After"]}, "body": await response.json()}
    assert_like(found, body("throttled-429"))
    assert found["body"]["message"].endswith(f"{found['headers']['Retry-After']} seconds.")


async def token_error(server: LocalPartnerCenter) -> None:
    async with ClientSession() as session:
        form = {"client_id": "client", "client_secret": "wrong", "grant_type": "client_credentials"}
        async with session.post(f"{server.url}/{server.world.tenant}/oauth2/v2.0/token", data=form) as response:
            assert response.status == 401
            assert_like(await response.json(), body("token-error-401"))


async def validation(server: LocalPartnerCenter) -> None:
    said = {"partnerIds": [FIRST_UP.mpn, "123456", "7777777"]}
    assert_like(said, body("validateresellers")["request"])
    found = unwrapped(*await asked(server, "POST", "/v1/partners/validateresellers", said))
    assert_like(found, body("validateresellers")["response"])


async def contact_put(server: LocalPartnerCenter) -> None:
    """The published request is taken as it is, and the contact read back."""
    said = body("supportcontact-put-request") | {
        "SupportTenantId": RELECLOUD.tenant.upper(),
        "SupportMpnId": RELECLOUD.mpn,
        "Name": RELECLOUD.name,
    }
    path = f"/v1/customers/{CUSTOMER}/subscriptions/{contract(1)}/supportcontact"
    found = unwrapped(*await asked(server, "PUT", path, said))
    assert_like(found, body("supportcontact-put-response"))
    assert found["supportTenantId"] == RELECLOUD.tenant.upper()
    assert await got(server, path) == found


async def paging(server: LocalPartnerCenter) -> None:
    found = await got(server, "/v1/customers?size=2")
    published = body("paging-links-next")
    assert_like(found["links"], published["links"])
    assert not found["links"]["next"]["uri"].startswith("/v1")
    assert set(found) == set(published)


async def graph(server: LocalPartnerCenter) -> None:
    """Those of the 26 calls that read; the others belong to what the bot does not do yet."""
    one, tenants = privileges(0).id, "/v1.0/tenantRelationships"
    paths = {
        "delegatedAdminRelationships": "delegatedAdminRelationships",
        "delegatedAdminRelationships/*": f"delegatedAdminRelationships/{one}",
        "delegatedAdminRelationships/*/accessAssignments": f"delegatedAdminRelationships/{one}/accessAssignments",
        "delegatedAdminCustomers": "delegatedAdminCustomers",
        f"{FIND}(domainName=*)": f"{FIND}(domainName='contoso.com')",
    }
    published = {
        call["url"].split("/tenantRelationships/")[1]: call["body"]
        for call in body("graph-gdap-mocks")
        if call["method"] == "GET"
    }
    for path, asked_for in paths.items():
        assert_like(await got(server, f"{tenants}/{asked_for}", "g", mark=False), published[path])


def rebuilt(said: Mapping[str, Any]) -> dict[str, Any]:
    parts = {name: said[name] for name in ("ResourceUri", "ResourceName", "AuditUri") if name in said}
    return shapes.event(said["EventName"], said["ResourceChangeUtcDate"], **parts)


async def events(_server: LocalPartnerCenter) -> None:
    """Each published event can be made, with what is missing in it, and byte for byte."""
    for said in body("webhook-bodies"):
        assert wire(rebuilt(said)) == wire(said)


async def event_sample(_server: LocalPartnerCenter) -> None:
    sample = body("webhook-http-sample")
    assert len(wire(rebuilt(sample["body"]), mark=False)) == int(sample["headers"]["Content-Length"])


async def registration(server: LocalPartnerCenter) -> None:
    _test, _get, _events, post, posted, _get2, read, put, replaced, *_validation = body("webhook-registration")
    for asked_with, answered in ((post, posted), (put, replaced)):
        method = asked_with["http"].split()[0]
        found = unwrapped(*await asked(server, method, "/webhooks/v1/registration", asked_with["body"]))
        assert_like(found, answered["body"])
    assert_like(await got(server, "/webhooks/v1/registration"), read["body"])


async def recorded(server: LocalPartnerCenter) -> None:
    """Every header that live answers had is there, both ids come back, and the length is that of the mark more."""
    for exchange in body("recorded-headers-2019"):
        ids = {name: exchange["requestHeaders"][name][0] for name in ("MS-RequestId", "MS-CorrelationId")}
        headers, address = {"Authorization": "Bearer p", **ids}, f"{server.url}/v1/customers"
        async with ClientSession(headers=headers) as session, session.get(address) as response:
            raw = await response.read()
            assert set(exchange["responseHeaders"]) - {"Request-Context"} <= set(response.headers)
            assert {name: response.headers[name] for name in ids} == ids
            assert len(raw) == len(wire(json.loads(raw.decode("utf-8-sig")), mark=False)) + 3


SPECIAL: Mapping[str, Callable[[LocalPartnerCenter], Awaitable[None]]] = {
    "agreementstatus-errors": agreement_errors,
    "error-shapes": error_shapes,
    "graph-gdap-mocks": graph,
    "paging-links-next": paging,
    "recorded-headers-2019": recorded,
    "supportcontact-put-request": contact_put,
    "supportcontact-put-response": contact_put,
    "throttled-429": throttling,
    "token-error-401": token_error,
    "validateresellers": validation,
    "webhook-bodies": events,
    "webhook-http-sample": event_sample,
    "webhook-registration": registration,
}


@pytest.mark.parametrize("name", sorted(SPECIAL))
async def test_other_exchanges_are_as_published(server: LocalPartnerCenter, name: str) -> None:
    await SPECIAL[name](server)


def test_all_33_are_held_against_the_server() -> None:
    assert sorted([*CALLS, *SPECIAL]) == list(NAMES)

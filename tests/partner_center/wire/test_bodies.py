"""Each of the bodies that Microsoft published is read, and says what it says."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.partner_center.wire import bodies, graph_bodies
from bot.partner_center.wire.failures import PartnerCenterBusy, PartnerCenterRefused, Trace, error_body, from_answer
from bot.partner_center.wire.pages import CONTINUATION, Place, page
from bot.partner_center.wire.reading import Document, document
from tests.kit.bodies import NAMES, body, wire

TREY = "3b33e682-00c3-41ee-9dd2-a548adf56438"


def read(name: str) -> Document:
    """Read a published success as it goes over the wire."""
    return document(wire(body(name)))


def listed(name: str, each: Callable[[Document], Any]) -> list[Any]:
    found, _next = page(wire(body(name)), each)
    assert found.unread == 0
    return list(found.items)


def agreement_errors() -> None:
    said = [error_body(wire(each["body"], mark=False)) for each in body("agreementstatus-errors")]
    assert [each.code for each in said] == [str(each["body"]["code"]) for each in body("agreementstatus-errors")]
    read = {each.code: bodies.agreement_refused("123456", each.code, each.description) for each in said}
    assert {code: found and found.is_signed for code, found in read.items()} == {
        **dict.fromkeys(["2000", "2001", "2200", "2201", "2204", "2205"]),
        **dict.fromkeys(["2203", "2206"], False),
    }


def agreement() -> None:
    assert bodies.agreement("1", read("agreementstatus-ok")).is_signed is True


def audit_2017() -> None:
    order, licences = listed("auditrecords-2017", bodies.audit_record)
    assert (order.id, order.operation, licences.operation) == ("", "create_order", "update_customer_user_licenses")
    assert order.at == datetime(2017, 6, 15, 22, 56, 5, 58930, UTC)
    assert ("PartnerOnRecord-0", "") in order.details


def audit_2020() -> None:
    found = listed("auditrecords-2020", bodies.audit_record)
    assert found[2].operation == "add_customer"
    assert dict(found[2].details)["Relationship"] == "Reseller"
    assert page(wire(body("auditrecords-2020")), bodies.audit_record)[0].total == 17


def customer() -> None:
    found = bodies.customer_details(read("customer-by-id"))
    assert (found.delegated, found.country, found.domains) == (True, "US", ("abcdefgh1234.ccsctp.net",))


def removal() -> None:
    found = bodies.customer_details(read("customer-remove-relationship-response"))
    assert (found.id, found.relationship, found.delegated) == ("", "none", None)


def customers() -> None:
    first, second = listed("customers-page", bodies.customer)
    assert first.id == "b44bb1fb-c595-45b0-9e09-d657365580bf"
    assert (second.company_name, second.relationship) == ("companyName", "reseller")


def error_shapes() -> None:
    said = [error_body(wire(each["body"], mark=False)) for each in body("error-shapes")]
    assert [each.code for each in said] == ["600074", "3000", "", "900421", "50076"]
    assert [each.retryable for each in said] == [False, None, None, None, None]
    assert said[2].description == "Rate limit is exceeded. Try again in 57 seconds."
    mfa = from_answer(401, {}, wire(body("error-shapes")[3]["body"], mark=False), Trace())
    assert isinstance(mfa, PartnerCenterRefused)
    assert mfa.needs_mfa


def graph_reader(path: str) -> Callable[[Document], Any]:
    if path.startswith("delegatedAdminRelationships") and "*/" not in path:
        return graph_bodies.relationship
    return graph_bodies.access


def graph() -> None:
    """Read all 26 calls: lists as lists, objects as objects; some answers have no body."""
    for call in body("graph-gdap-mocks"):
        said, path = call["body"], call["url"].split("/tenantRelationships/")[1]
        each = graph_reader(path)
        if not said:
            continue
        raw = wire(said, mark=False)
        if "value" in said:
            found, following = page(raw, each)
            assert (len(found.items), found.unread, following) == (len(said["value"]), 0, None)
        elif path.startswith("findTenant"):
            assert graph_bodies.tenant(document(raw)).domain == "contoso.com"
        else:
            assert each(document(raw)).id == said["id"].lower()


def mpn_profile() -> None:
    assert bodies.mpn_profile(read("mpn-profile")).mpn_id == "4391507"


def mpn_unknown() -> None:
    assert error_body(wire(body("mpn-profile-404"), mark=False)).code == "3000"


def paging() -> None:
    found, following = page(wire(body("paging-links-next")), bodies.audit_record)
    assert found.items == ()
    assert following is not None
    assert following.uri.endswith("seekOperation=Next")
    assert following.headers == {CONTINUATION: "AQAAAA=="}


def requests() -> None:
    good, bad = listed("partnerrequests-mfa", bodies.request)
    assert (good.mfa, bad.mfa) == (True, False)


def recorded() -> None:
    """Live answers are three bytes longer than their JSON, and echo both ids."""
    for exchange in body("recorded-headers-2019"):
        asked, answered = exchange["requestHeaders"], exchange["responseHeaders"]
        assert int(answered["Content-Length"][0]) == exchange["compactBodyBytes"] + len(wire({})) - len(b"{}")
        assert answered["MS-RequestId"] == asked["MS-RequestId"]
        assert answered["MS-CorrelationId"] == asked["MS-CorrelationId"]


def invitation() -> None:
    assert bodies.link(read("relationshiprequest")).startswith("https://admin.microsoft.com/Adminportal/Home?invType=")


def partners_of_customer() -> None:
    (found,) = listed("relationships-of-customer", bodies.reseller)
    assert (found.mpn_id, found.state, found.location) == ("4847383", "", "")


def partners_of_provider() -> None:
    found = listed("relationships-of-provider", bodies.reseller)
    assert [(each.name, each.state, each.location) for each in found] == [
        ("First Up Consultants", "Active", "US"),
        ("ReleCloud", "Active", "BR"),
    ]


def partners_of_spring() -> None:
    found, _next = page(wire(body("relationships-spring")), bodies.reseller)
    assert (found.total, [each.tenant_id[:8] for each in found.items]) == (5, ["49eutj99", "eu9jtu9h", "eu9938hh"])


def legacy() -> None:
    found = bodies.subscription(read("subscription-legacy"))
    assert found is not None
    assert found.id == "a356ac8c-e310-44f4-bf85-c7f29044af99"
    assert not bodies.keeps_contact(found)  # Azure by usage: its offer is no GUID


def new_commerce() -> None:
    found = bodies.subscription(read("subscription-nce-seat"))
    assert found is not None
    assert (found.product_type, found.partner_id, bodies.keeps_contact(found)) == ("OnlineServicesNCE", "", False)


def legacy_page() -> None:
    (found,) = listed("subscriptions-legacy-page", bodies.subscription)
    assert found.created_at == datetime(2015, 11, 25, 6, 41, 12, tzinfo=UTC)
    assert bodies.keeps_contact(found)


def software_page() -> None:
    (found,) = listed("subscriptions-software-page", bodies.subscription)
    assert (found.product_type, bodies.keeps_contact(found)) == ("Software", False)


def support_profile() -> None:
    assert bodies.support_profile(read("support-profile")).telephone == "4255555555"


def contact(name: str) -> Callable[[], None]:
    def check() -> None:
        found = bodies.contact(read(name))
        assert (found.tenant_id, found.mpn_id, found.name) == (TREY, "4391507", "Trey Research")

    return check


def throttled() -> None:
    said = body("throttled-429")
    error = from_answer(429, said["headers"], wire(said["body"], mark=False), Trace())
    assert isinstance(error, PartnerCenterBusy)
    assert error.retry_after == 57


def sign_in() -> None:
    assert error_body(wire(body("token-error-401"), mark=False)).code == "50126"


def verdicts() -> None:
    good, bad = bodies.verdicts(document(wire(body("validateresellers")["response"])))
    assert (good.is_valid, bad.is_valid, bad.code) == (True, False, "900400")


def validation() -> None:
    found = [bodies.validation(document(wire(each))).status for each in body("validationstatus")]
    assert found == ["allowed", "underreview", "notallowed", "unknown", "notready"]


def events() -> None:
    found = [bodies.event(Document(each)) for each in event_bodies(body("webhook-bodies"))]
    assert len(found) > 5
    assert all(each.name for each in found)


def event_bodies(found: Any) -> list[Mapping[str, Any]]:
    """Collect every object with the name of an event in it, wherever the page shows it."""
    if isinstance(found, list):
        return [event for each in found for event in event_bodies(each)]
    if isinstance(found, dict):
        inside = [event for each in found.values() for event in event_bodies(each)]
        return [found] if "EventName" in found else inside
    return []


def event_sample() -> None:
    sample = body("webhook-http-sample")
    raw = wire(sample["body"], mark=False)
    assert len(raw) == int(sample["headers"]["Content-Length"])
    assert bodies.event(document(raw)).name == "test-created"


def registration() -> None:
    said = [bodies.registration(Document(each["body"] or {})) for each in body("webhook-registration")]
    assert said[3].events == ("subscription-updated", "test-created")
    assert said[4].subscriber_id == "e82cac64-dc67-4cd3-849b-78b6127dd57d"


READERS: Mapping[str, Callable[[], None]] = {
    "agreementstatus-errors": agreement_errors,
    "agreementstatus-ok": agreement,
    "auditrecords-2017": audit_2017,
    "auditrecords-2020": audit_2020,
    "customer-by-id": customer,
    "customer-remove-relationship-response": removal,
    "customers-page": customers,
    "error-shapes": error_shapes,
    "graph-gdap-mocks": graph,
    "mpn-profile": mpn_profile,
    "mpn-profile-404": mpn_unknown,
    "paging-links-next": paging,
    "partnerrequests-mfa": requests,
    "recorded-headers-2019": recorded,
    "relationshiprequest": invitation,
    "relationships-of-customer": partners_of_customer,
    "relationships-of-provider": partners_of_provider,
    "relationships-spring": partners_of_spring,
    "subscription-legacy": legacy,
    "subscription-nce-seat": new_commerce,
    "subscriptions-legacy-page": legacy_page,
    "subscriptions-software-page": software_page,
    "support-profile": support_profile,
    "supportcontact-get": contact("supportcontact-get"),
    "supportcontact-put-request": contact("supportcontact-put-request"),
    "supportcontact-put-response": contact("supportcontact-put-response"),
    "throttled-429": throttled,
    "token-error-401": sign_in,
    "validateresellers": verdicts,
    "validationstatus": validation,
    "webhook-bodies": events,
    "webhook-http-sample": event_sample,
    "webhook-registration": registration,
}


@pytest.mark.parametrize("name", NAMES)
def test_published_bodies_are_read(name: str) -> None:
    READERS[name]()


def test_there_are_33_of_them() -> None:
    assert len(NAMES) == len(READERS) == 33


def test_the_place_of_a_page_is_its_address_and_token() -> None:
    assert Place("/a").token != Place("/a", {CONTINUATION: "x"}).token

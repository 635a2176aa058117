"""Bodies of subscriptions, which differ by what was bought and when."""

from typing import Any

from bot.local_partner_center.shapes import link, typed
from bot.local_partner_center.world import Company, Contract

FAR = "9999-12-10T00:00:00Z"
TRIPLES = {"seat": ("CFQ7TTC0LH18", "0001", "CFQ7TTC0K971"), "software": ("DG7GMGF0FKZV", "0003", "DG7GMGF0DQLM")}
PRODUCTS = {"seat": "OnlineServicesNCE", "software": "Software"}


def subscription(company: Company, contract: Contract) -> dict[str, Any]:
    """Return a subscription in the shape of its kind."""
    shape = {"seat": _seat, "software": _software, "usage": _usage}.get(contract.kind, _legacy)
    return shape(company, contract)


def _modern(company: Company, contract: Contract) -> dict[str, Any]:
    product, sku, availability = TRIPLES[contract.kind]
    kind, skus = PRODUCTS[contract.kind], f"/products/{product}/skus/{sku}"
    return {
        "id": contract.id,
        "offerId": f"{product}:{sku}:{availability}",
        "offerName": contract.name,
        "friendlyName": contract.name,
        "productType": {"id": kind, "displayName": kind},
        "quantity": contract.quantity,
        "unitType": "Licenses",
        "hasPurchasableAddons": False,
        "creationDate": contract.created,
        "effectiveStartDate": contract.created,
        "commitmentEndDate": "2027-01-13T00:00:00Z",
        "status": contract.status,
        "autoRenewEnabled": True,
        "isTrial": False,
        "billingType": contract.billing,
        "billingCycle": "monthly",
        "termDuration": "P1Y",
        "renewalTermDuration": "",
        "isMicrosoftProduct": True,
        "partnerId": contract.partner_id,
        "attentionNeeded": False,
        "actionTaken": False,
        "contractType": "subscription",
        "links": {
            "product": link(f"/products/{product}?country={company.country}"),
            "sku": link(f"{skus}?country={company.country}"),
            "availability": link(f"{skus}/availabilities/{availability}?country={company.country}"),
            "self": link(f"/customers/{company.id}/subscriptions/{contract.id}"),
        },
        "publisherName": "Microsoft Corporation",
        "orderId": contract.id[:12],
        "attributes": typed("Subscription"),
    }


def _seat(company: Company, contract: Contract) -> dict[str, Any]:
    allowed = {"quantity": contract.quantity, "allowedUntilDateTime": "2026-01-24T20:39:17.182697Z"}
    return {
        **_modern(company, contract),
        "refundOptions": [{"type": "Full", "expiresAt": "2026-01-15T00:00:00Z"}],
        "refundableQuantity": {"totalQuantity": contract.quantity, "details": [allowed]},
    }


def _software(company: Company, contract: Contract) -> dict[str, Any]:
    return {**_modern(company, contract), "cancellationAllowedUntilDate": "2026-11-14T23:59:00Z"}


def _base(company: Company, contract: Contract, unit: str) -> dict[str, Any]:
    return {
        "id": contract.id,
        "entitlementId": contract.id,
        "friendlyName": contract.name,
        "quantity": contract.quantity,
        "unitType": unit,
        "creationDate": contract.created,
        "effectiveStartDate": contract.created,
        "commitmentEndDate": FAR,
        "status": contract.status,
        "autoRenewEnabled": False,
        "billingType": contract.billing,
        "contractType": "subscription",
        "orderId": contract.id,
        "attributes": typed("Subscription", etag="eyJ2ZXJzaW9uIjoyfQ=="),
    } | ({"partnerId": contract.partner_id} if contract.partner_id else {})


def _usage(company: Company, contract: Contract) -> dict[str, Any]:
    offer = "MS-AZR-0145P"
    links = {
        "offer": link(f"/offers/{offer}?country={company.country}"),
        "self": link(f"/customers/{company.id}/subscriptions/{contract.id}"),
    }
    return {**_base(company, contract, "Usage-based"), "offerId": offer, "offerName": contract.name, "links": links}


def _legacy(company: Company, contract: Contract) -> dict[str, Any]:
    """Return an old subscription; of a list without its offer's name, and with /v1 in one link only."""
    offer = "0CCA44D6-68E9-4762-94EE-31ECE98783B9"
    links = {"offer": link(f"/v1/offers/{offer}"), "self": link("/subscriptions?key=<key>")}
    said = {**_base(company, contract, "none"), "links": links}
    return said if contract.billing == "none" else said | {"offerId": offer, "offerName": contract.name}

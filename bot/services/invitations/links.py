"""Links of invitations: plain URLs made of tenant ids, with nothing of the invited one in them.

See docs/domain.md#links.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.models import RequestType

ADMIN_CENTER = "https://admin.microsoft.com/Adminportal/Home"
FRAGMENT = "/BillingAccounts/partner-invitation"
GDAP = "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/"
# [unverified] Microsoft documents no shape for the partnership link, which is personal to the provider's account.
# This one is ours and fixed: with Partner Center connected, its own link has to take its place.
PARTNERSHIP = "https://partner.microsoft.com/dashboard/partnerships/invitation"


@dataclass(frozen=True)
class LinkParts:
    """Parts of a link: tenant ids are GUIDs, `inviter_mpn_id` digits; only GDAP needs `gdap_relationship_id`."""

    inviter_id: str
    inviter_mpn_id: str
    provider_id: str
    dap: bool = False
    gdap_relationship_id: str | None = None


def build(kind: RequestType, parts: LinkParts) -> str:
    """Build the link of one kind of request; ValueError for GDAP without its relationship id."""
    match kind:
        case RequestType.CUSTOMER_RESELLER:
            # msppId=0 is how Microsoft writes "for ourselves".
            return _admin_center("ResellerRelationship", parts, {"msppId": "0"})
        case RequestType.CUSTOMER_INDIRECT_RESELLER:
            own = {"msppId": parts.inviter_mpn_id, "indirectCSPId": parts.provider_id}
            return _admin_center("IndirectResellerRelationship", parts, own)
        case RequestType.PARTNERSHIP:
            return f"{PARTNERSHIP}?{urlencode({'indirectCSPId': parts.provider_id})}"
        case RequestType.GDAP:
            if not parts.gdap_relationship_id:
                raise ValueError("a GDAP link needs its relationship id")
            return f"{GDAP}{parts.gdap_relationship_id}"


def asks_dap(url: str | None) -> bool:
    """Tell if accepting the link grants delegated admin privileges: the link is the only place that says so."""
    return parse_qs(urlsplit(url or "").query).get("DAP") == ["true"]


def holds_link(text: str, url: str) -> bool:
    """Tell if `text` still holds exactly `url`: a link with something stuck to it leads elsewhere (A11)."""
    return re.search(rf"(?<![^\s<(\[\"']){re.escape(url)}(?=[.,;:!?)\]>\"']*(?:\s|$))", text) is not None


def _admin_center(invitation: str, parts: LinkParts, own: dict[str, str]) -> str:
    query = {"invType": invitation, "partnerId": parts.inviter_id} | own | {"DAP": "true" if parts.dap else "false"}
    return f"{ADMIN_CENTER}?{urlencode(query)}#{FRAGMENT}"

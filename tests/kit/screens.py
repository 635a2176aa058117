"""Data for screens, as long and as awkward as the directory can hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.models import AssignmentState, RequestState, RequestType
from bot.services.contacts.form import UnderWay
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.contacts.submissions import Change, Submission
from bot.services.invitations import links
from bot.services.invitations.lamps import Lamp
from bot.services.relationships.listing import RequestDetail
from bot.services.relationships.summaries import RequestSummary
from tests.conftest import MONDAY

WORST = ("<!channel> *bold* & “quotes” `code` :smile: مرحبا 東京 " * 12)[:500]
GUID = "22222222-0000-4000-8000-000000000001"


def summary(**changes: Any) -> RequestSummary:
    """Make the longest request: names of 500 characters, text and link at their limits."""
    url = links.build(RequestType.CUSTOMER_INDIRECT_RESELLER, links.LinkParts(GUID, "4000001", GUID, dap=True))
    made = RequestSummary(
        id=2**62,
        kind=RequestType.CUSTOMER_INDIRECT_RESELLER,
        state=RequestState.PENDING,
        target=WORST,
        inviter=WORST,
        provider=WORST,
        url=url,
        text=f"{url}\n{'ñ&<' * 1000}"[:3000],
        locale="es",
        dap=True,
        asker="U0123456789",
        sender="U0123456789",
        owner="U0123456789",
        created_at=MONDAY,
        recipient=f"{'a' * 64}@{'b' * 180}.example",
        sent_at=MONDAY,
        due_at=MONDAY + timedelta(days=30),
        next_reminder_at=MONDAY + timedelta(days=3),
        resend_count=10**6,
        agreement_ref=WORST[:200],
        note=WORST,
    )
    return replace(made, **changes)


def lamps(*lit: RequestType) -> tuple[Lamp, ...]:
    """Make the lamps of a request for every link, with the longest names; those of `lit` are on."""
    kinds = (RequestType.CUSTOMER_RESELLER, RequestType.CUSTOMER_INDIRECT_RESELLER, RequestType.GDAP)
    url = summary().url
    return tuple(Lamp(kind, GUID, url, MONDAY if kind in lit else None) for kind in kinds)


ENDED = (RequestState.ESTABLISHED, RequestState.DECLINED, RequestState.EXPIRED, RequestState.WITHDRAWN)


def detail(state: RequestState = RequestState.PENDING, **more: bool) -> RequestDetail:
    resolved = MONDAY if state in ENDED else None
    return RequestDetail(
        summary(state=state, resolved_at=resolved), "c", "r", more.get("stopped", False), more.get("known", True)
    )


AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NASTY = [
    '<!channel> & "quotes" *bold* :smile:',
    "שלום עולם",
    "株式会社コントソ",
    "x" * 500,
    "Ó" * 500,
    "a|b>c",
    "&" * 500,
    "\n",
]


# One of each kind, every other one sent.
UNDER_WAY = tuple(
    UnderWay(2**62 + number, kind, "U0123456789", AT, AT if number % 2 else None)
    for number, kind in enumerate(RequestType)
)


def customer(name: str = "Contoso", *, ours: bool = True) -> CustomerSummary:
    return CustomerSummary("3" * 8 + "-0000-4000-8000-000000000001", name, "contoso.com", "ES", ours)


def partner(name: str = "Trey Research") -> PartnerSummary:
    return PartnerSummary(
        "2" * 8 + "-0000-4000-8000-000000000001", name, "4391507", "+34 910 000 000", None, "https://x"
    )


def line(number: int = 0, name: str = "Office 365") -> Line:
    key = f"{number:08d}-0000-4000-8000-000000000000"
    return Line(key, name, name, "suspended", "t", name, "assigned", AT, "UANN", 12345, "4391507", ())


def batch(name: str, state: AssignmentState, count: int) -> Submission:
    changes = tuple(Change(n, str(n), name, name, state, AT) for n in range(count))
    closed = ("UANN", AT) if state is AssignmentState.CLOSED else (None, None)
    return Submission("ABCD2345", "c", name, partner(name), "UANN", name, name, changes, *closed)


def strict(violations: list[object]) -> list[object]:
    return [violation for violation in violations if getattr(violation, "strict", True)]


def sent(message: Any) -> dict[str, Any]:
    return {"channel": "C1", "text": str(message.text), "blocks": list(message.blocks)}

"""What keeps a reseller from being chosen: every condition, the requests that mend it, and what waits for them."""

from collections.abc import Mapping, Sequence

from bot.commands.base import Block
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.shared.pickers import LABEL
from bot.commands.shared.words import kind_name, who
from bot.models import RequestType
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import Promise, UnderWay
from bot.services.contacts.lookup import PartnerSummary
from bot.text import Mrkdwn, Reader, clip

SAID_OFTEN = 38  # characters of a name

# Action ids of the buttons that lead to a request.
REQUESTS: Mapping[RequestType, str] = {
    RequestType.CUSTOMER_RESELLER: "assign.request_customer",
    RequestType.CUSTOMER_INDIRECT_RESELLER: "assign.request_relationship",
    RequestType.PARTNERSHIP: "assign.request_partnership",
    RequestType.GDAP: "assign.request_gdap",
}


def blocks(
    t: Reader,
    customer: str,
    target: PartnerSummary | None,
    failures: Sequence[Condition],
    under_way: Sequence[UnderWay] = (),
) -> list[Block]:
    """Draw every failed condition in words, and for each thing that can be done the request under way, or a button.

    `target` None speaks of the customer alone.
    """
    if not failures:
        return []
    # Said with every condition, in one paragraph that must not be cut: some condition would be missing.
    name = clip(target.name, SAID_OFTEN) if target else ""
    reasons = [f"• {t.mrkdwn(f'check-{check}', partner=name)}" for check in failures]
    wanted = buttons.remedies(failures)
    open_now = {asked.kind: asked for asked in under_way}
    reseller_id = target.tenant_id if target else ""
    asking = [buttons.ask(t, kind, REQUESTS[kind], reseller_id) for kind in wanted if kind not in open_now]
    parts = [b.section(Mrkdwn("\n".join([_title(t, target), *reasons])))]
    parts += [_asked(t, open_now[kind], customer, name) for kind in wanted if kind in open_now]
    return [*parts, b.actions(*asking)] if asking else parts


def _title(t: Reader, target: PartnerSummary | None) -> Mrkdwn:
    if target is None:
        return t.mrkdwn("assign-not-ours")
    return t.mrkdwn("assign-not-eligible", partner=clip(target.label, LABEL))


def _asked(t: Reader, asked: UnderWay, customer: str, partner: str) -> Block:
    """Say when and by whom it was asked, and whose answer it waits for, or that nobody has sent it yet."""
    kind = kind_name(t, RequestType(asked.kind))
    by, target = who(t, asked.by), partner if asked.kind == RequestType.PARTNERSHIP else customer
    if asked.sent_at:
        text = t.mrkdwn("assign-asked", kind=kind, at=asked.sent_at, by=by, target=target)
    else:
        text = t.mrkdwn("assign-asked-unsent", kind=kind, at=asked.at, by=by)
    return b.section(
        text, accessory=b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(asked.request_id))
    )


def waiting(t: Reader, target: PartnerSummary, kept: Sequence[Promise]) -> list[Block]:
    """Say that chosen subscriptions wait for the target already, and what happens once nothing is missing."""
    if not kept:
        return []
    by, at = who(t, kept[0].by), kept[0].at
    said = [t.mrkdwn("assign-waits", count=len(kept), partner=clip(target.label, LABEL), at=at, by=by)]
    if all(one.by_itself for one in kept):
        said.append(t.mrkdwn("assign-waits-by-itself"))
    elif not any(one.by_itself for one in kept):
        said.append(t.mrkdwn("assign-waits-told", by=by))
    return [b.section(Mrkdwn(" ".join(said)))]

"""Screens of `/remove-relationship`: the form, the preview with blockers or effect, the result."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.commands.base import Block, Call, Option, View
from bot.commands.memory import dump
from bot.commands.shared import action_ids, pickers, type_ahead
from bot.commands.shared import blocks as b
from bot.commands.shared.type_ahead import NameMemory
from bot.errors import NotFound
from bot.services.basis.invalidation import Settled
from bot.services.relationships.removal import NamedRemoval, Preview, Removal, RemovalKind
from bot.services.search.near import NearMisses
from bot.text import Mrkdwn, Reader, clip

FORM, PREVIEW, RESULT = "remove.form", "remove.preview", "remove.result"
KIND, CUSTOMER, RESELLER, TO, REASON = (f"remove.{name}" for name in ("kind", "customer", "reseller", "to", "reason"))
AGAIN, HAND_BACK, NEAR = "remove.again", "remove.hand_back", "remove.near"
# A reseller that leaves: nothing is removed, its support contacts are handed over.
LEAVES: Final = "leaves"
Kind = RemovalKind | Literal["leaves"]
KINDS: tuple[Kind, ...] = (*RemovalKind, LEAVES)
NAME = 100


@dataclass(frozen=True)
class RemovalForm:
    """Contents of the first screen; `kinds` are those that the person may use, `typed` a name that several match.

    `near` are those whom a typed name nearly was; with `taken`, the form is filled in with one of them, whose field has
    a new id, for under an old one Slack keeps what was in it. Parties that the kind has no field for are remembered
    until another kind has one; `to` takes over from `reseller`.
    """

    kinds: Sequence[Kind]
    kind: Kind
    customer: Option | None = None
    reseller: Option | None = None
    hint: Mrkdwn | None = None
    typed: str = ""
    to: Option | None = None
    reason: str | None = None
    near: NearMisses = NearMisses()
    taken: bool = False


@dataclass(frozen=True)
class RemovalMemory(NameMemory):
    """Memory of form and preview: the parties in ids, the digest that was shown, and the person's reason."""

    kind: Kind
    customer: str | None = None
    partner: str | None = None
    digest: str = ""
    reason: str | None = None
    to: str | None = None

    @property
    def removal(self) -> Removal:
        """The removal as the service takes it; raises NotFound for a reseller that leaves: nothing is removed then."""
        if not isinstance(self.kind, RemovalKind):
            raise NotFound("error-view-outdated")
        return Removal(self.kind, self.customer, self.partner)


def chosen(call: Call) -> RemovalMemory:
    """Read the form as submitted; fields that its kind does not have are left out."""
    kind = call.chosen_among(KIND, KINDS) or call.memory(RemovalMemory).kind
    customer = pickers.picked(call, CUSTOMER) if kind in (RemovalKind.OURS, RemovalKind.RESELLER) else None
    partner = pickers.picked(call, RESELLER) if kind != RemovalKind.OURS else None
    to = pickers.picked(call, TO) if kind == LEAVES else None
    return RemovalMemory(kind, customer, partner, reason=call.typed(REASON), to=to)


def named(call: Call) -> RemovalMemory:
    """Read the parties as far as anybody has named them, in this kind's fields or in those of another kind before."""
    before = call.memory(RemovalMemory)
    return RemovalMemory(
        call.chosen_among(KIND, KINDS) or before.kind,
        pickers.picked(call, CUSTOMER) or before.customer,
        pickers.picked(call, RESELLER) or before.partner,
        reason=call.typed(REASON),
        to=pickers.picked(call, TO) or before.to,
        typed=before.typed,
    )


def form(t: Reader, shown: RemovalForm) -> View:
    """Draw the form; each kind has its own fields."""
    parts: list[Block] = [b.section(shown.hint)] if shown.hint else []
    parts += type_ahead.near_rows(t, shown.near, NEAR)
    parts.append(_kind(t, shown))
    of = f"{shown.kind}:taken" if shown.taken else shown.kind
    if shown.kind in (RemovalKind.OURS, RemovalKind.RESELLER):
        parts.append(_pick(t, CUSTOMER, "customer", "request-customer", shown.customer, f"customer:{of}"))
    if shown.kind != RemovalKind.OURS:
        parts.append(_pick(t, RESELLER, "reseller", "request-reseller", shown.reseller, f"reseller:{of}"))
    if shown.kind == LEAVES:
        to = b.external_select(TO, t.plain("request-reseller-placeholder"), initial=shown.to)
        hint = t.plain("remove-to-hint")
        parts.append(b.input_block(t.plain("remove-to"), to, block_id="to", optional=True, hint=hint))
    reason = b.text_input(REASON, multiline=True, initial=shown.reason)
    parts.append(b.input_block(t.plain("field-reason"), reason, block_id="reason", optional=True))
    parts += _leaving(t, shown)
    return b.modal(
        t.plain("remove-title"),
        parts,
        callback_id=FORM,
        submit=t.plain("button-next"),
        close=t.plain("button-cancel"),
        metadata=dump(_memory(shown)),
    )


def _leaving(t: Reader, shown: RemovalForm) -> list[Block]:
    """Draw the way to the checklist of whoever leaves as a whole."""
    if shown.kind == RemovalKind.RESELLER:
        return []
    return [b.actions(b.button(t.plain("departure-leaving"), action_ids.LEAVING), block_id="leaving")]


def _memory(shown: RemovalForm) -> RemovalMemory:
    """Remember the parties that the form was filled in with; its reason stands in a field of every kind."""
    customer, partner, to = (each["value"] if each else None for each in (shown.customer, shown.reseller, shown.to))
    return RemovalMemory(shown.kind, customer, partner, to=to, typed=shown.typed)


def preview(t: Reader, found: Preview, kept: RemovalMemory, *, hint: Mrkdwn | None = None) -> View:
    """Draw the blockers; without any, the effect, the legal notice, and the button that removes."""
    parts: list[Block] = [b.section(hint)] if hint else []
    parts.append(b.section(_about(t, found)))
    parts += _blocked(t, found) if found.blocking else _effect(t, found)
    return b.modal(
        t.plain("remove-title"),
        parts,
        callback_id=PREVIEW,
        submit=None if found.blocking else t.plain("remove-submit"),
        close=t.plain("button-cancel"),
        metadata=dump(replace(kept, digest=found.digest)),
    )


def result(t: Reader, found: NamedRemoval, settled: Settled, reference: str, *, may_assign: bool) -> View:
    """Draw what was done, how much lost its basis under `reference`, and the button to hand it all back in one go.

    While a job still goes on with that, there is no such button: it would hand back a part.
    """
    kind, lost = found.removal.kind, settled.lost
    parts = [b.section(t.mrkdwn(f"remove-done-{kind.value}", **_names(found)))]
    if settled.more:
        parts.append(b.section(t.mrkdwn("remove-losing")))
    elif lost:
        parts.append(b.section(t.mrkdwn("remove-lost", count=lost)))
    if lost and kind is RemovalKind.OURS:
        parts.append(b.context(t.mrkdwn("remove-no-way-back")))
    elif lost and may_assign and not settled.more:
        parts.append(b.actions(b.button(t.plain("remove-hand-back"), HAND_BACK, reference, style="primary")))
    parts.append(b.context(t.mrkdwn("remove-undo")))
    return b.modal(t.plain("remove-title"), parts, callback_id=RESULT, close=t.plain("button-done"))


def gone(t: Reader, why: Mrkdwn) -> View:
    """Draw that there is nothing left to remove, because somebody was quicker."""
    parts = [b.section(t.mrkdwn("remove-gone")), b.context(why)]
    return b.modal(t.plain("remove-title"), parts, callback_id=RESULT, close=t.plain("button-done"))


def _kind(t: Reader, shown: RemovalForm) -> Block:
    options = [
        b.option(t.plain(f"remove-kind-{kind}"), str(kind), t.plain(f"remove-kind-{kind}-about"))
        for kind in shown.kinds
    ]
    initial = next(option for option in options if option["value"] == shown.kind)
    element = {"type": "static_select", "action_id": KIND, "options": options, "initial_option": initial}
    return b.input_block(t.plain("remove-kind"), element, block_id="kind", dispatch=True)


def _pick(t: Reader, action: str, name: str, label: str, initial: Option | None, block_id: str) -> Block:
    element = b.external_select(action, t.plain(f"request-{name}-placeholder"), initial=initial)
    return b.input_block(t.plain(label), element, block_id=block_id)


def _names(found: NamedRemoval) -> dict[str, str]:
    return {"customer": clip(found.customer or "", NAME), "partner": clip(found.partner or "", NAME)}


def _about(t: Reader, found: NamedRemoval) -> Mrkdwn:
    return t.mrkdwn(f"remove-about-{found.removal.kind.value}", **_names(found))


def _blocked(t: Reader, found: Preview) -> list[Block]:
    """Draw every subscription that stands in the way, with what to do about it."""
    lines = [t.mrkdwn("remove-blocked", count=found.blocking)]
    for blocker in found.blockers:
        key = "remove-blocker-cancel" if blocker.new_commerce else "remove-blocker-suspend"
        status = pickers.status_name(t, blocker.status)
        lines.append(t.mrkdwn(key, name=clip(blocker.name, NAME), status=status))
    again = b.button(t.plain("remove-check-again"), AGAIN)
    return [_list(t, lines, found.blocking - len(found.blockers)), b.actions(again, block_id="again")]


def _effect(t: Reader, found: Preview) -> list[Block]:
    kind = found.removal.kind.value
    parts = [b.section(t.mrkdwn(f"remove-effect-{kind}", **_names(found)))]
    if found.resting_total:
        lines = [t.mrkdwn(f"remove-resting-{kind}", count=found.resting_total)]
        lines += [
            t.mrkdwn(
                "remove-resting-line",
                subscription=clip(row.subscription, NAME),
                customer=clip(row.customer, NAME),
                partner=clip(row.partner, NAME),
            )
            for row in found.resting
        ]
        parts.append(_list(t, lines, found.resting_total - len(found.resting)))
    else:
        parts.append(b.section(t.mrkdwn("remove-resting-none")))
    if found.removal.kind is RemovalKind.OURS:
        parts.append(b.context(t.mrkdwn("remove-unseen")))
    return [*parts, b.context(t.mrkdwn("remove-legal"))]


def _list(t: Reader, lines: Sequence[str], more: int) -> Block:
    text = b.lines_within(b.SECTION, lines, lambda left: t.mrkdwn("subscriptions-more", count=left + more))
    if more and len("\n".join(lines)) <= 2900:
        text = Mrkdwn("\n".join([*lines, t.mrkdwn("subscriptions-more", count=more)]))
    return b.section(text)

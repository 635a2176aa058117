"""The assignment form: its fields as a record, the memory of what it showed, and its view."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from bot.commands.assign_support import lines, missing, notes, sentence
from bot.commands.assign_support.notes import AGREED, AGREEMENT, REASON, TICKET, Agreed
from bot.commands.base import Block, Call, Option, View
from bot.commands.memory import dump, key
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons, pickers
from bot.commands.shared.pickers import picked, picked_many
from bot.commands.shared.reach import known
from bot.commands.shared.type_ahead import NameMemory
from bot.models import RequestType
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import FormFacts
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.contacts.waiting import WAITABLE
from bot.text import Mrkdwn, Reader

CALLBACK = "assign.form"
CUSTOMER, SUBSCRIPTIONS, CONTACT, OTHER = "assign.customer", "assign.subscriptions", "assign.contact", "assign.other"
BY_ITSELF = "assign.by_itself"
SOMEONE_ELSE = "someone-else"
SHOWN = 8


@dataclass(frozen=True)
class AssignForm:
    """Fields as filled in; `expected` maps subscription ids to the versions that were shown.

    `waits` says that the form offered to wait for a reseller that is not eligible yet, `message_url` is of the message
    that it was opened from.
    """

    customer_id: str | None = None
    subscription_ids: tuple[str, ...] = ()
    contact: str | None = None
    other: str | None = None
    reason: str | None = None
    agreement: str | None = None
    ticket: str | None = None
    message_url: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    waits: bool = False
    by_itself: bool = False

    @property
    def target_id(self) -> str | None:
        """The partner chosen, in either menu."""
        return self.other if self.contact == SOMEONE_ELSE else self.contact

    def versions(self) -> Mapping[str, int]:
        """Return the expected version of each chosen subscription; -1 never matches and stands for one not shown."""
        return {key: self.expected.get(key, -1) for key in self.subscription_ids}


@dataclass(frozen=True)
class Screen:
    """A form with the directory's `facts` about it, as `build` draws it.

    `hint` stands at the top; `changed` lists lines that moved on since they were shown; `typed` is a name that
    several customers match. `wanted` is the contact to fill in once a customer is chosen,
    `agreements` are those recorded with the chosen one, what holds first.
    """

    form: AssignForm = AssignForm()
    facts: FormFacts = FormFacts()
    hint: Mrkdwn | None = None
    changed: tuple[Line, ...] = ()
    typed: str = ""
    wanted: str | None = None
    agreements: Agreed = ()

    @property
    def waits(self) -> bool:
        """True where the chosen reseller is not eligible yet, but can become so."""
        return bool(self.facts.failures) and WAITABLE.issuperset(self.facts.failures)

    @cached_property
    def expected(self) -> Mapping[str, int]:
        """The versions that this screen shows, by subscription id."""
        return {line.subscription_id: line.version for line in self.facts.lines}


@dataclass(frozen=True)
class AssignMemory(NameMemory):
    """Memory of a form or of what waits: the customer shown, `versions` by subscription id, and if it offered to wait.

    `batch_id` is what waits, `message_url` where it was asked for, and `ticket` what the form has of it to begin with.
    40 ids with their versions fit the 3000 characters that a view can hold.
    """

    customer_id: Annotated[str | None, key("c")] = None
    versions: Annotated[Mapping[str, int], key("v")] = field(default_factory=dict)
    waits: Annotated[bool, key("w")] = False
    wanted: Annotated[str | None, key("p")] = None
    batch_id: Annotated[str, key("b")] = ""
    ticket: Annotated[str | None, key("t")] = None
    message_url: Annotated[str | None, key("m")] = None


@dataclass(frozen=True)
class FilledMemory:
    """Memory of whatever covers the form, or what waits (`batch_id`): the fields that decide how it is drawn.

    `versions` has each chosen subscription, with -1 for one that was not shown. Slack keeps the other fields.
    """

    customer_id: Annotated[str | None, key("c")]
    versions: Annotated[Mapping[str, int], key("v")]
    contact: Annotated[str | None, key("k")]
    other: Annotated[str | None, key("o")]
    batch_id: Annotated[str, key("b")]
    ticket: Annotated[str | None, key("t")] = None
    message_url: Annotated[str | None, key("m")] = None

    @property
    def form(self) -> AssignForm:
        """The form that it covers."""
        expected = {key: version for key, version in self.versions.items() if version >= 0}
        noted = (None, None, self.ticket, self.message_url)
        return AssignForm(self.customer_id, tuple(self.versions), self.contact, self.other, *noted, expected)


def parse(call: Call) -> AssignForm:
    """Read the form as submitted or clicked; the children of a customer that was just changed are dropped."""
    remembered = call.memory(AssignMemory)
    customer_id = picked(call, CUSTOMER) or remembered.customer_id
    ticket = call.typed(TICKET) if TICKET in call.elements else remembered.ticket
    if customer_id != remembered.customer_id:
        asked_in = remembered.message_url
        return AssignForm(customer_id, contact=remembered.wanted, ticket=ticket, message_url=asked_in)
    return AssignForm(
        customer_id=customer_id,
        subscription_ids=picked_many(call, SUBSCRIPTIONS),
        contact=picked(call, CONTACT),
        other=picked(call, OTHER),
        reason=call.typed(REASON),
        agreement=call.chosen(AGREED) or call.typed(AGREEMENT),
        ticket=ticket,
        message_url=remembered.message_url,
        expected=remembered.versions,
        waits=remembered.waits,
        by_itself="yes" in call.chosen_many(BY_ITSELF),
    )


def filled_in(call: Call, form: AssignForm) -> str:
    """Return the memory of `form`, which the person clicked in, for what is going to cover it."""
    batch_id = call.memory(AssignMemory).batch_id
    fields = (form.customer_id, form.versions(), form.contact, form.other, batch_id, form.ticket, form.message_url)
    return dump(FilledMemory(*fields))


def remembered_customer(call: Call) -> str:
    """Return the customer of a type-ahead's view: its payload has no field values (docs/slack.md#type-ahead)."""
    return call.memory(AssignMemory).customer_id or ""


def build(t: Reader, screen: Screen) -> View:
    """Draw the form; a child's block id names its parent, so that a changed parent empties it (docs/slack.md#views)."""
    customer = screen.facts.customer
    parts: list[Block] = []
    if screen.hint:
        parts.append(b.section(screen.hint))
    parts += _changed(t, screen)
    parts.append(_customer_input(t, customer))
    if customer and customer.ours:
        key = customer.id
        parts += [
            *_subscription_blocks(t, screen, key),
            *_contact_blocks(t, screen, key),
            *notes.blocks(t, screen.form, screen.agreements),
        ]
        parts += _sentence(t, screen, customer)
    elif customer:
        parts += missing.blocks(t, customer.label, None, (Condition.NOT_OUR_CUSTOMER,), screen.facts.under_way)
    memory = AssignMemory(
        customer.id if customer else None,
        screen.expected,
        screen.waits,
        screen.wanted,
        ticket=screen.form.ticket,
        message_url=screen.form.message_url,
        typed=screen.typed,
    )
    return b.modal(
        t.plain("assign-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("assign-wait" if screen.waits else "button-submit"),
        close=t.plain("button-cancel"),
        metadata=dump(memory),
    )


def _customer_input(t: Reader, customer: CustomerSummary | None) -> Block:
    initial = pickers.named(customer.label, customer.id, customer.domain) if customer else None
    element = b.external_select(
        CUSTOMER, t.plain("assign-customer-placeholder"), initial=initial, focus=customer is None
    )
    hint = None if customer else t.plain("assign-customer-hint")
    return b.input_block(t.plain("assign-customer"), element, block_id="customer", hint=hint, dispatch=True)


def _subscription_blocks(t: Reader, screen: Screen, key: str) -> list[Block]:
    initial = [pickers.named(line.label, line.subscription_id, line.offer) for line in screen.facts.lines]
    element = b.external_select(
        SUBSCRIPTIONS, t.plain("assign-subscriptions-placeholder"), initial=initial, multi=MOST_AT_ONCE
    )
    field_block = b.input_block(
        t.plain("assign-subscriptions"),
        element,
        block_id=f"subscriptions:{key}",
        dispatch=True,
    )
    shown = [b.context(lines.describe(t, line, screen.facts.on_record)) for line in screen.facts.lines[:SHOWN]]
    if len(screen.facts.lines) > SHOWN:
        shown.append(b.context(t.mrkdwn("assign-more-lines", count=len(screen.facts.lines) - SHOWN)))
    return [field_block, *shown]


def _contact_blocks(t: Reader, screen: Screen, key: str) -> list[Block]:
    chosen = _initial(t, screen) if screen.form.contact else None
    element = b.external_select(CONTACT, t.plain("assign-contact-placeholder"), initial=chosen)
    parts = [b.input_block(t.plain("assign-contact"), element, block_id=f"contact:{key}", dispatch=True)]
    if screen.form.contact == SOMEONE_ELSE:
        other = b.external_select(OTHER, t.plain("assign-other-placeholder"))
        parts.append(b.input_block(t.plain("assign-other"), other, block_id=f"other:{key}", dispatch=True))
        if screen.facts.target is None:
            request = buttons.ask(t, RequestType.PARTNERSHIP, missing.REQUESTS[RequestType.PARTNERSHIP])
            parts.append(b.section(t.mrkdwn("assign-not-known"), accessory=request))
    shown_to_customer = any(line.kept_here is None for line in screen.facts.lines) or not screen.facts.lines
    if shown_to_customer and screen.facts.target and (ways := known(screen.facts.target)):
        parts.append(b.context(t.mrkdwn("assign-reach", ways=Mrkdwn(" · ".join(ways)))))
    if screen.facts.agreement:
        parts.append(b.context(t.mrkdwn("assign-agreed", text=screen.facts.agreement)))
    return parts + _missing_blocks(t, screen)


def _missing_blocks(t: Reader, screen: Screen) -> list[Block]:
    """Draw what the target lacks, what is under way about it, and what waits for it already."""
    facts = screen.facts
    if not facts.customer or not facts.target:
        return []
    parts = missing.blocks(t, facts.customer.label, facts.target, facts.failures, facts.under_way)
    parts += missing.waiting(t, facts.target, facts.kept)
    return [*parts, _by_itself(t)] if screen.waits else parts


def _by_itself(t: Reader) -> Block:
    choice = b.option(t.plain("assign-by-itself"), "yes")
    boxes: Block = {"type": "checkboxes", "action_id": BY_ITSELF, "options": [choice]}
    hint = t.plain("assign-wait-hint")
    return b.input_block(t.plain("assign-wait-label"), boxes, block_id="by_itself", hint=hint, optional=True)


def _initial(t: Reader, screen: Screen) -> Option | None:
    if screen.form.contact == SOMEONE_ELSE:
        return someone_else(t)
    return partner_choice(t, screen.facts.target) if screen.facts.target else None


def someone_else(t: Reader) -> Option:
    """Return the last choice of the contact menu: a partner that is not in it."""
    return b.option(t.plain("assign-someone-else"), SOMEONE_ELSE, t.plain("assign-someone-else-why"))


def partner_choice(t: Reader, summary: PartnerSummary) -> Option:
    """Return a choice of the contact menu: a partner, with the PartnerID that tells namesakes apart."""
    mark = t.plain("assign-mpn", id=summary.mpn_id)
    return pickers.named(summary.label, summary.tenant_id, pickers.known_as(t, summary.known_as), mark)


def _changed(t: Reader, screen: Screen) -> list[Block]:
    if not screen.changed:
        return []
    told = [t.mrkdwn("assign-changed-meanwhile")]
    told += [Mrkdwn(f"• {lines.describe(t, line, screen.facts.on_record)}") for line in screen.changed]
    return [b.section(b.lines_within(b.SECTION, told, lambda n: t.mrkdwn("assign-more-lines", count=n)))]


def _sentence(t: Reader, screen: Screen, customer: CustomerSummary) -> list[Block]:
    """Offer what to tell the customer, once it is known what Submit will set."""
    facts = screen.facts
    chosen = [line for line in facts.lines if not line.failures]
    if not chosen or facts.target is None or facts.failures:
        return []
    kept = all(line.kept_here for line in chosen)
    heading = t.mrkdwn("sentence-after-submit-kept" if kept else "sentence-after-submit")
    return sentence.blocks(t, heading, customer.country, facts.target, [line.label for line in chosen])

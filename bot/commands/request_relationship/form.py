"""Step 1 of `/request-relationship`: kind of the invitation, whom it invites, its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Block, Call, Option, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.shared import blocks as b
from bot.commands.shared import type_ahead
from bot.commands.shared.covered import Covered, OnTopMemory
from bot.commands.shared.pickers import picked
from bot.commands.shared.type_ahead import NameMemory
from bot.models import RequestType
from bot.services.invitations.lamps import ALONG
from bot.services.invitations.letter import slug
from bot.services.invitations.rules import RequestWish
from bot.services.search.near import NearMisses
from bot.text import LANGUAGES, Mrkdwn, Reader, clip

CALLBACK = "request.form"
KIND = "request.kind"
CUSTOMER = "request.customer"
RESELLER = "request.reseller"
LANGUAGE = "request.language"
DAP = "request.dap"
AGREEMENT = "request.agreement"
NOTE = "request.note"
NEAR = "request.near"

AUTO = "auto"
# A choice that is no id: the name a person typed. 75 characters is the smallest limit anyone states for values.
NEWCOMER = "new:"
LONGEST_NEWCOMER = 75 - len(NEWCOMER)
WITH_DAP = (RequestType.CUSTOMER_RESELLER, RequestType.CUSTOMER_INDIRECT_RESELLER)


@dataclass(frozen=True)
class RequestForm:
    """Contents of step 1; `kinds` are those that the person may ask for.

    `dap` is the starting value of its box, None where DAP is not offered; `along` are the links that may be asked along
    with the kind, `also` those that are ticked; `typed` is a name that several customers
    match. Gone back to from step 2, `draft` is the request made of it, and `recipient` what was typed there.
    `near` are those whom a typed name nearly was, `taken` if the form is filled in with one of them.
    `covered` is the modal that the form lies on.
    """

    kinds: Sequence[RequestType]
    kind: RequestType
    customer: Option | None = None
    reseller: Option | None = None
    dap: bool | None = None
    note: str | None = None
    hint: Mrkdwn | None = None
    language: str = AUTO
    agreement: str | None = None
    typed: str = ""
    draft: int = 0
    recipient: str = ""
    covered: Covered | None = None
    along: Sequence[RequestType] = ()
    also: Sequence[RequestType] = ()
    near: NearMisses = NearMisses()
    taken: bool = False


@dataclass(frozen=True)
class RequestMemory(NameMemory, OnTopMemory):
    """Memory of step 1: the kind it was drawn for; gone back to, the draft (0 for none) and its recipient as typed."""

    kind: Annotated[RequestType, key("k")]
    draft: Annotated[RowNumber, key("d")] = 0
    recipient: Annotated[str, key("m")] = ""


def build(t: Reader, form: RequestForm) -> View:
    """Draw the form; the reseller's field is a new one for each kind, so that no choice outlives its meaning."""
    parts: list[Block] = [b.section(form.hint)] if form.hint else []
    parts += type_ahead.near_rows(t, form.near, NEAR)
    parts += [b.context(Mrkdwn(t.plain("request-step-one"))), _kind_input(t, form)]
    if form.kind is not RequestType.PARTNERSHIP:
        parts.append(_customer_input(t, form))
    if form.kind is not RequestType.CUSTOMER_RESELLER:
        parts.append(_reseller_input(t, form))
    parts.append(_language_input(t, form.language))
    parts += _along_input(t, form)
    parts += _notes(t, form)
    return b.modal(
        t.plain("request-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("button-next"),
        close=t.plain("button-cancel"),
        metadata=dump(RequestMemory(form.kind, form.draft, form.recipient, typed=form.typed, covered=form.covered)),
    )


def kind_of(call: Call) -> RequestType:
    """Return the kind the view was drawn for: a type-ahead's payload has no field values (docs/slack.md#type-ahead)."""
    return call.memory(RequestMemory).kind


def chosen_kind(call: Call) -> RequestType:
    """Return the kind chosen now; after a click on the field it may differ from the one drawn."""
    return call.chosen_among(KIND, RequestType) or kind_of(call)


def language_of(call: Call) -> str:
    """Return the language chosen, or AUTO for that of the country."""
    return call.chosen_among(LANGUAGE, LANGUAGES) or AUTO


def wish(call: Call) -> RequestWish:
    """Read the form; a field of another kind, still in the payload of an old view, is left out."""
    kind = kind_of(call)
    customer = picked(call, CUSTOMER) if kind is not RequestType.PARTNERSHIP else None
    reseller = picked(call, RESELLER) if kind is not RequestType.CUSTOMER_RESELLER else None
    invited = reseller if kind is RequestType.PARTNERSHIP else customer
    language, ticked = language_of(call), call.chosen_many(DAP)
    return RequestWish(
        kind=kind,
        customer_id=_id(customer),
        reseller_id=_id(reseller),
        new_name=invited.removeprefix(NEWCOMER) if invited and invited.startswith(NEWCOMER) else None,
        also=tuple(along for along in ALONG.get(kind, ()) if along in ticked),
        dap=kind in WITH_DAP and "dap" in ticked,
        locale=None if language == AUTO else language,
        agreement_ref=call.typed(AGREEMENT),
        note=call.typed(NOTE),
    )


def newcomer(t: Reader, typed: str) -> Option:
    """Return the last choice of a type-ahead: the name as typed, for whoever is not in the directory."""
    name = clip(" ".join(typed.split()), LONGEST_NEWCOMER)
    return b.option(t.plain("request-quoted", text=name), f"{NEWCOMER}{name}", t.plain("request-newcomer-about"))


def _id(value: str | None) -> str | None:
    return None if value is None or value.startswith(NEWCOMER) else value


def _kind_input(t: Reader, form: RequestForm) -> Block:
    options = [_kind_option(t, kind) for kind in form.kinds]
    element: Block = {
        "type": "radio_buttons",
        "action_id": KIND,
        "options": options,
        "initial_option": _kind_option(t, form.kind),
    }
    return b.input_block(t.plain("request-kind"), element, block_id="kind", dispatch=True)


def _kind_option(t: Reader, kind: RequestType) -> Option:
    key = f"request-kind-{slug(kind)}"
    return b.option(t.plain(key), kind.value, t.plain(f"{key}-about"))


def _field(block_id: str, form: RequestForm) -> str:
    """Return a new id for a field that is filled in after the fact: under an old one Slack keeps what was in it."""
    return f"{block_id}:taken" if form.taken else block_id


def _customer_input(t: Reader, form: RequestForm) -> Block:
    element = b.external_select(CUSTOMER, t.plain("request-customer-placeholder"), initial=form.customer)
    # GDAP is asked within a relationship, so there is no asking by name.
    hint = None if form.kind is RequestType.GDAP else t.plain("request-customer-hint")
    return b.input_block(t.plain("request-customer"), element, block_id=_field("customer", form), hint=hint)


def _reseller_input(t: Reader, form: RequestForm) -> Block:
    element = b.external_select(RESELLER, t.plain("request-reseller-placeholder"), initial=form.reseller)
    label, hint, optional = "request-reseller", None, False
    if form.kind is RequestType.PARTNERSHIP:
        hint = t.plain("request-reseller-hint")
    elif form.kind is RequestType.GDAP:
        label, hint, optional = "request-for-whom", t.plain("request-for-whom-hint"), True
    return b.input_block(
        t.plain(label), element, block_id=_field(f"reseller:{form.kind}", form), hint=hint, optional=optional
    )


def _language_input(t: Reader, chosen: str) -> Block:
    options = [b.option(t.plain(f"request-language-{value}"), value) for value in (AUTO, *LANGUAGES)]
    element: Block = {
        "type": "static_select",
        "action_id": LANGUAGE,
        "options": options,
        "initial_option": next(entry for entry in options if entry["value"] == chosen),
    }
    # Beside a text, not an input of its own: people give up on more than six inputs (docs/slack.md#manners).
    return b.section(t.mrkdwn("request-language"), accessory=element, block_id="language")


def _along_input(t: Reader, form: RequestForm) -> list[Block]:
    """Draw what the same request may ask for besides: one field, for a form has six at most."""
    dap = form.dap is not None and form.kind in WITH_DAP
    options = [b.option(t.plain("request-dap-label"), "dap", t.plain("request-dap-about"))] if dap else []
    options += [_along_option(t, kind) for kind in form.along]
    chosen = {*(("dap",) if form.dap else ()), *(kind.value for kind in form.also)}
    if not options:
        return []
    element: Block = {"type": "checkboxes", "action_id": DAP, "options": options}
    if ticked := [each for each in options if each["value"] in chosen]:
        element["initial_options"] = ticked
    label = t.plain("request-along" if form.along else "request-dap")
    return [b.input_block(label, element, block_id=f"also:{form.kind}", optional=True)]


def _along_option(t: Reader, kind: RequestType) -> Option:
    key = f"request-along-{slug(kind)}"
    return b.option(t.plain(key), kind.value, t.plain(f"{key}-about"))


def _notes(t: Reader, form: RequestForm) -> list[Block]:
    hint = t.plain("request-agreement-hint")
    agreement = b.text_input(AGREEMENT, initial=form.agreement, most=200)
    note = b.text_input(NOTE, multiline=True, initial=form.note)
    return [
        b.input_block(t.plain("request-agreement"), agreement, block_id="agreement", hint=hint, optional=True),
        b.input_block(t.plain("request-note"), note, block_id="note", optional=True),
    ]

"""Closed sets of values: Microsoft's words where Microsoft has one, ours otherwise (docs/domain.md#records)."""

from collections.abc import Mapping
from enum import StrEnum


class PartnerKind(StrEnum):
    """Part that a partner organisation plays in the CSP programme."""

    INDIRECT_PROVIDER = "indirect_provider"
    INDIRECT_RESELLER = "indirect_reseller"
    DIRECT_BILL = "direct_bill"


class OtherNameKind(StrEnum):
    """Kinds of names besides the present one: one had before, one that people or files call the party by."""

    FORMER = "former"
    ALIAS = "alias"


class PartnershipState(StrEnum):
    """State of the link between provider and indirect reseller."""

    ACTIVE = "Active"
    REMOVED = "Removed"


class RelationshipState(StrEnum):
    """State of the link between a customer and one partner."""

    ESTABLISHED = "established"
    REMOVED = "removed"


class DelegatedAdmin(StrEnum):
    """Delegated admin privileges that a partner holds with a customer."""

    NONE = "none"
    DAP = "dap"
    GDAP = "gdap"
    ATTESTED = "attested"
    UNKNOWN = "unknown"


class ContactOrigin(StrEnum):
    """Origin of the present support contact: never set, assigned here, or observed by an import."""

    DEFAULT = "default"
    ASSIGNED = "assigned"
    OBSERVED = "observed"


class AssignmentState(StrEnum):
    """State of one change of one subscription's support contact (docs/domain.md#assignment-states)."""

    WAITING_RELATIONSHIP = "waiting_relationship"
    READY = "ready"
    SUBMITTED = "submitted"
    APPLIED = "applied"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    INVALIDATED = "invalidated"


class RequestType(StrEnum):
    """Kinds of invitation (docs/domain.md#invitations)."""

    CUSTOMER_RESELLER = "customer_reseller"
    CUSTOMER_INDIRECT_RESELLER = "customer_indirect_reseller"
    PARTNERSHIP = "partnership"
    GDAP = "gdap"


class RequestState(StrEnum):
    """State of a relationship request (docs/domain.md#request-states)."""

    DRAFT = "draft"
    LINK_READY = "link_ready"
    PENDING = "pending"
    ESTABLISHED = "established"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class DepartureState(StrEnum):
    """State of a departure: under way, or closed by a person."""

    OPEN = "open"
    CLOSED = "closed"


class StepKind(StrEnum):
    """Steps of a departure, of a reseller's and of a customer's (docs/domain.md#departures)."""

    NOTICE = "notice"
    CONTACTS = "contacts"
    REQUESTS = "requests"
    RECORD = "record"
    SUBSCRIPTIONS = "subscriptions"
    UNSEEN = "unseen"
    PRIVILEGES = "privileges"
    RELATIONSHIPS = "relationships"
    PARTNERSHIP = "partnership"
    OURS = "ours"
    PARTNER_CENTER = "partner_center"


class OutboxState(StrEnum):
    """State of an outgoing message or write (docs/limits.md#outbox)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


_A, _R = AssignmentState, RequestState

ASSIGNMENT_TRANSITIONS: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    _A.WAITING_RELATIONSHIP: frozenset({_A.READY, _A.CANCELLED}),
    _A.READY: frozenset({_A.SUBMITTED, _A.CANCELLED}),
    _A.SUBMITTED: frozenset({_A.APPLIED}),
    _A.APPLIED: frozenset({_A.CLOSED, _A.SUPERSEDED, _A.INVALIDATED}),
    _A.CLOSED: frozenset({_A.SUPERSEDED, _A.INVALIDATED}),
    _A.INVALIDATED: frozenset({_A.SUPERSEDED, _A.CLOSED}),
    _A.CANCELLED: frozenset(),
    _A.SUPERSEDED: frozenset(),
}

# Late acceptance is the one way out of a final state: Microsoft's evidence wins (docs/domain.md#request-states).
_ENDED = frozenset({_R.DECLINED, _R.EXPIRED, _R.WITHDRAWN, _R.SUPERSEDED})
REQUEST_TRANSITIONS: Mapping[RequestState, frozenset[RequestState]] = {
    _R.DRAFT: frozenset({_R.LINK_READY, _R.WITHDRAWN, _R.SUPERSEDED}),
    _R.LINK_READY: frozenset({_R.PENDING, _R.ESTABLISHED, _R.WITHDRAWN, _R.SUPERSEDED}),
    _R.PENDING: _ENDED | {_R.ESTABLISHED},
    _R.ESTABLISHED: frozenset(),
    **dict.fromkeys(_ENDED, frozenset({_R.ESTABLISHED})),
}

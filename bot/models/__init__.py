"""Tables and closed value sets (domain.md 5.1), one import for all."""

from bot.models.base import Table, UtcDateTime
from bot.models.directory import (
    Customer,
    CustomerRelationship,
    Partner,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.models.enums import (
    ASSIGNMENT_TRANSITIONS,
    REQUEST_TRANSITIONS,
    AssignmentState,
    ContactOrigin,
    DelegatedAdmin,
    OutboxState,
    PartnerKind,
    PartnershipState,
    RelationshipState,
    RequestState,
    RequestType,
)
from bot.models.work import (
    Assignment,
    AuditEvent,
    OutboxMessage,
    PersonSetting,
    ProcessedDelivery,
    RelationshipRequest,
)

__all__ = [
    "ASSIGNMENT_TRANSITIONS",
    "REQUEST_TRANSITIONS",
    "Assignment",
    "AssignmentState",
    "AuditEvent",
    "ContactOrigin",
    "Customer",
    "CustomerRelationship",
    "DelegatedAdmin",
    "OutboxMessage",
    "OutboxState",
    "Partner",
    "PartnerKind",
    "Partnership",
    "PartnershipState",
    "PersonSetting",
    "ProcessedDelivery",
    "RelationshipRequest",
    "RelationshipState",
    "RequestState",
    "RequestType",
    "Subscription",
    "SupportContact",
    "Table",
    "UtcDateTime",
]

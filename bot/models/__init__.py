"""Tables and closed sets of values (docs/domain.md#records), gathered for one import."""

from bot.models.assign_many import (
    ASSIGN_MANY_TRANSITIONS,
    AssignManyFileState,
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    AssignManyRowState,
    AssignManyState,
)
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
from bot.models.partner_center import CallBudget
from bot.models.sealing import AuditSeal, Erasure, SealedEvent
from bot.models.work import (
    Assignment,
    AuditEvent,
    OutboxMessage,
    PersonSetting,
    ProcessedDelivery,
    RelationshipRequest,
    ReplicaMessage,
)

__all__ = [
    "ASSIGNMENT_TRANSITIONS",
    "ASSIGN_MANY_TRANSITIONS",
    "REQUEST_TRANSITIONS",
    "Assignment",
    "AssignmentState",
    "AuditEvent",
    "CallBudget",
    "AuditSeal",
    "AssignManyFileState",
    "AssignManyJob",
    "AssignManyKind",
    "AssignManyRow",
    "AssignManyRowState",
    "AssignManyState",
    "ContactOrigin",
    "Customer",
    "CustomerRelationship",
    "DelegatedAdmin",
    "Erasure",
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
    "ReplicaMessage",
    "RequestState",
    "RequestType",
    "SealedEvent",
    "Subscription",
    "SupportContact",
    "Table",
    "UtcDateTime",
]

"""Rows for Home, without the way they come about in the product."""

from datetime import timedelta

from bot.models import RelationshipRequest, RequestType
from tests.conftest import MONDAY, PROVIDER


def invite(
    number: int, *, owner: str = "UGLO", state: str = "pending", created_by: str = "UGLO"
) -> RelationshipRequest:
    """Sent `number` hours ago, or drafted."""
    at = MONDAY - timedelta(hours=number)
    return RelationshipRequest(
        type=RequestType.PARTNERSHIP,
        inviter_tenant_id=PROVIDER,
        target_key=f"target {number}",
        target_name=f"Target {number}",
        state=state,
        created_by=created_by,
        owner=owner,
        created_at=at,
        sent_at=at if state == "pending" else None,
        due_at=at + timedelta(days=30) if state == "pending" else None,
        reference="REF",
    )

"""Privileges that a relationship has, and for how long."""

from datetime import datetime, timedelta

from bot.models import CustomerRelationship, DelegatedAdmin
from bot.services.contacts.eligibility import PRIVILEGED

# GDAP can be renewed this long before its end, which is as long as its invitation may stay open [our rule].
RENEWABLE = timedelta(days=90)


def privileged(held: CustomerRelationship | None, now: datetime) -> bool:
    """Tell if a partner holds delegated admin privileges of any kind that are in force."""
    if held is None or held.delegated_admin not in PRIVILEGED:
        return False
    return held.delegated_admin_expires_at is None or held.delegated_admin_expires_at > now


def gdap_lasts(held: CustomerRelationship | None, now: datetime) -> bool:
    """Tell if a partner holds GDAP that need not be renewed yet."""
    if held is None or held.delegated_admin not in (DelegatedAdmin.GDAP, DelegatedAdmin.ATTESTED):
        return False
    ends = held.delegated_admin_expires_at
    return ends is None or (ends > now and (held.auto_extend or ends > now + RENEWABLE))

"""The one way an assignment changes state: a conditional update, held to ASSIGNMENT_TRANSITIONS."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Update, bindparam, text

from bot.models import ASSIGNMENT_TRANSITIONS, Assignment, AssignmentState
from bot.services.store import states
from bot.services.store.sql import table

# In these very words, or the partial index is not used.
IS_WAITING = text("assignment.state = 'waiting_relationship'")
IS_READY = text("assignment.state = 'ready'")
IS_LOST = text("assignment.state = 'invalidated'")
IS_UNSETTLED = text("assignment.state IN ('applied', 'ready', 'invalidated')")
IS_OPEN_REQUEST = text("relationship_request.state IN ('draft', 'link_ready', 'pending')")


def moving(before: Sequence[AssignmentState], to: AssignmentState) -> Update:
    """Return the UPDATE of assignments in a state of `before`; ValueError for a step that there is not."""
    return states.moving(Assignment, ASSIGNMENT_TRANSITIONS, before, to)


@cache
def moving_one(before: AssignmentState, to: AssignmentState) -> Update:
    """Return the UPDATE of the assignment with the id `row`; ValueError for a step that there is not."""
    return moving([before], to).where(table(Assignment).c.id == bindparam("row"))

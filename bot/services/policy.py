"""Policies: the matrices of roles and actions as data, and the check that every service repeats.

See docs/domain.md#roles.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Denied


class Role(StrEnum):
    """Partner Center's roles; values are the suffixes of the ROLE_GROUP_… variables."""

    GLOBAL_ADMIN = "global_admin"
    ADMIN_AGENT = "admin_agent"
    HELPDESK_AGENT = "helpdesk_agent"
    SALES_AGENT = "sales_agent"
    USER_MANAGEMENT_ADMIN = "user_management_admin"
    BILLING_ADMIN = "billing_admin"


class Action(StrEnum):
    """Actions that roles can be permitted; the matrices name them by value."""

    VIEW = "view"
    ASSIGN = "assign"
    REQUEST_CUSTOMER = "request_customer"
    REQUEST_PARTNERSHIP = "request_partnership"
    REQUEST_GDAP = "request_gdap"
    REMOVE_CUSTOMER = "remove_customer"
    REMOVE_PARTNERSHIP = "remove_partnership"


Matrix = Mapping[Action, frozenset[Role]]
# Finds the groups that give any of some roles: `groups` (mentions) and `handles`, as a denial shows them.
Givers = Callable[[Iterable[Role]], Mapping[str, tuple[str, ...]]]


def _matrix(**cells: str) -> Matrix:
    letters = {
        "AA": Role.ADMIN_AGENT,
        "GA": Role.GLOBAL_ADMIN,
        "HA": Role.HELPDESK_AGENT,
        "SA": Role.SALES_AGENT,
        "UMA": Role.USER_MANAGEMENT_ADMIN,
    }
    return {Action(action): frozenset(letters[name] for name in cell.split()) for action, cell in cells.items()}


# GDAP did not exist in 2020; our rule lets those ask for it who could ask for delegated privileges then (AA, GA).
POLICIES: Mapping[str, Matrix] = {
    "partner-center-2020": _matrix(
        view="AA GA HA SA",
        assign="AA GA HA",
        request_customer="AA GA",
        request_partnership="GA UMA AA SA",
        request_gdap="AA GA",
        remove_customer="GA",
        remove_partnership="GA UMA AA SA",
    ),
    "partner-center-2023": _matrix(
        view="AA GA HA SA",
        assign="AA GA HA",
        request_customer="AA SA",
        request_partnership="GA SA",
        request_gdap="AA",
        remove_customer="GA AA",
        remove_partnership="GA SA",
    ),
    "partner-center-current": _matrix(
        view="AA SA HA",
        assign="AA HA",
        request_customer="AA SA",
        request_partnership="AA SA",
        request_gdap="AA",
        remove_customer="AA SA",
        remove_partnership="AA SA",
    ),
}


def no_groups(_roles: Iterable[Role]) -> Mapping[str, tuple[str, ...]]:
    """Return no groups; the default where none is known to give a role."""
    return {"groups": ()}


@dataclass(frozen=True)
class Actor:
    """Person or program that acts, as a service needs to know them; `roles` were read for this very call.

    `reference` ties the audit rows to what the person saw; `reason` is the person's own words, if any. `given_by`
    finds the groups to ask for the roles that are missing.
    """

    user_id: str
    name: str
    roles: frozenset[Role]
    matrix: Matrix
    reference: str
    reason: str | None = field(default=None)
    given_by: Givers = field(default=no_groups, compare=False, repr=False)


def system_actor(name: str, reference: str) -> Actor:
    """Return the program itself as an actor without roles, for history rows of what it does unasked."""
    return Actor(f"system:{name}", name, frozenset(), {action: frozenset() for action in Action}, reference)


def may(actor: Actor, action: Action) -> bool:
    """Tell if any role of the actor permits the action."""
    return bool(actor.roles & actor.matrix[action])


def require(actor: Actor, action: Action) -> None:
    """Raise Denied unless the actor may; services call this again after the handlers did (fail closed)."""
    if not may(actor, action):
        roles = tuple(role for role in Role if role in actor.matrix[action])
        raise Denied("denied-role", roles=roles, **actor.given_by(roles))


def require_any(actor: Actor) -> None:
    """Raise Denied for people whose roles permit nothing at all."""
    if not any(may(actor, action) for action in Action):
        require(actor, Action.VIEW)

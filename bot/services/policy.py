"""Policies: the matrices of roles and actions as data, and the check that every service repeats.

See docs/domain.md#roles.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Denied, Unavailable


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


# What changes something: whoever may do none of it only looks.
ACTING = tuple(action for action in Action if action is not Action.VIEW)
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


# Pseudonyms begin so; no id of Slack's does.
ERASED = "erased:"


@dataclass(frozen=True)
class Actor:
    """Person or program that acts, as a service needs to know them; `roles` were read for this very call.

    `reference` ties the audit rows to what the person saw; `reason` is the person's own words, if any. `given_by`
    finds the groups to ask for the roles that are missing. `doubt` says why there may be more roles than could be
    read: what they lack is unknown then. `zone` (IANA) is the person's, as far as known. `on_behalf_of` is the
    absent person for whom this one stands in.
    """

    user_id: str
    name: str
    roles: frozenset[Role]
    matrix: Matrix
    reference: str
    reason: str | None = field(default=None)
    given_by: Givers = field(default=no_groups, compare=False, repr=False)
    doubt: str | None = field(default=None, compare=False)
    zone: str | None = field(default=None, compare=False)
    on_behalf_of: str | None = field(default=None, compare=False)


# By user id and reference: that person with the roles of this moment. Raises Denied for whoever may not act, or
# Unavailable while Slack or the roles cannot be read.
ActorOf = Callable[[str, str], Awaitable[Actor]]


# Begins the ids of what the program does unasked.
SYSTEM = "system:"


def system_actor(name: str, reference: str) -> Actor:
    """Return the program itself as an actor without roles, for history rows of what it does unasked."""
    return Actor(f"{SYSTEM}{name}", name, frozenset(), {action: frozenset() for action in Action}, reference)


def is_system(actor_id: str) -> bool:
    """Tell what the program did unasked, of whom the history has its own name."""
    return actor_id.startswith(SYSTEM)


def is_erased(actor_id: str) -> bool:
    """Tell a person whose data was erased, of whom the history has a pseudonym."""
    return actor_id.startswith(ERASED)


def may(actor: Actor, action: Action) -> bool:
    """Tell if any role of the actor permits the action."""
    return bool(actor.roles & actor.matrix[action])


def may_any(actor: Actor, actions: Iterable[Action]) -> bool:
    """Tell if any role of the actor permits one of the actions."""
    return any(may(actor, action) for action in actions)


def require(actor: Actor, action: Action, *others: Action) -> None:
    """Raise Denied, naming the roles for `action`, unless the actor may do one of the actions.

    Raise Unavailable instead where the roles are in doubt: both refuse, but no answer is not taken for no. Services
    call this again after the handlers did.
    """
    if may_any(actor, (action, *others)):
        return
    if actor.doubt:
        raise Unavailable("denied-roles-unreadable", reason=actor.doubt)
    roles = tuple(role for role in Role if role in actor.matrix[action])
    raise Denied("denied-role", roles=roles, **actor.given_by(roles))


def require_any(actor: Actor) -> None:
    """Raise Denied for people whose roles permit nothing at all, Unavailable where the roles are in doubt."""
    require(actor, Action.VIEW, *Action)

"""Filters of requests, and how they are typed after the command; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.models import RequestState
from bot.services.search.folding import fold


class RequestScope(StrEnum):
    """Owners whose requests are shown: RequestFilter says who each means."""

    WAITING = "waiting"
    MINE = "mine"
    ALL = "all"


AGES = (7, 14, 30)
LONGEST_QUERY = 100


@dataclass(frozen=True)
class RequestFilter:
    """WAITING: owned by the reader and open; MINE: owned or made by the reader; ALL: everybody's.

    `state` None means any, `older_than` is in days since the request was made, `owner` a Slack user id (with ALL
    only), `query` words of a customer's or a reseller's name.
    """

    scope: RequestScope = RequestScope.ALL
    state: RequestState | None = None
    older_than: int = 0
    owner: str | None = None
    query: str = ""


# Folded words of both languages, for people type in either.
_SCOPES: Mapping[str, RequestScope] = {
    "mine": RequestScope.MINE,
    "mias": RequestScope.MINE,
    "mios": RequestScope.MINE,
    "waiting": RequestScope.WAITING,
    "esperando": RequestScope.WAITING,
    "all": RequestScope.ALL,
    "todas": RequestScope.ALL,
    "todos": RequestScope.ALL,
    "todo": RequestScope.ALL,
}
_STATES: Mapping[str, RequestState] = {
    **{state.value: state for state in RequestState if state is not RequestState.LINK_READY},
    "pendiente": RequestState.PENDING,
    "pendientes": RequestState.PENDING,
    "borrador": RequestState.LINK_READY,
    "draft": RequestState.LINK_READY,
    "drafts": RequestState.LINK_READY,
    "borradores": RequestState.LINK_READY,
    "unsent": RequestState.LINK_READY,
    "establecida": RequestState.ESTABLISHED,
    "establecidas": RequestState.ESTABLISHED,
    "rechazada": RequestState.DECLINED,
    "rechazadas": RequestState.DECLINED,
    "caducada": RequestState.EXPIRED,
    "caducadas": RequestState.EXPIRED,
    "retirada": RequestState.WITHDRAWN,
    "retiradas": RequestState.WITHDRAWN,
    "reemplazada": RequestState.SUPERSEDED,
    "reemplazadas": RequestState.SUPERSEDED,
}
_REPORT = frozenset({"report", "informe"})
_OWNER = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>")
_AGE = re.compile(r">\s?(\d{1,4})\s?d?")


def is_report(text: str) -> bool:
    """Tell if the one word typed asks for the report instead of a list."""
    return fold(text.strip()) in _REPORT


def parse(text: str) -> RequestFilter:
    """Read the filter typed as `[mine|waiting|all] [state] [>days] [@owner] [name]`, in any order and either language.

    Every other word is part of the name, so nothing that is typed is ever an error. A word that was given a
    meaning once is a part of the name the second time.
    """
    found = RequestFilter()
    names: list[str] = []
    taken: set[str] = set()
    for word in text.split():
        kind, after = _meaning(found, word)
        if kind and kind not in taken:
            taken.add(kind)
            found = after
        else:
            names.append(word)
    return replace(found, query=" ".join(names)[:LONGEST_QUERY].strip())


def _meaning(found: RequestFilter, word: str) -> tuple[str, RequestFilter]:
    plain = fold(word)
    if plain in _SCOPES:
        return "scope", replace(found, scope=_SCOPES[plain])
    if plain in _STATES:
        return "state", replace(found, state=_STATES[plain])
    if owner := _OWNER.fullmatch(word):
        return "owner", replace(found, owner=owner[1])
    if age := _AGE.fullmatch(word):
        return "age", replace(found, older_than=int(age[1]))
    return "", found

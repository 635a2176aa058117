"""Lists in pages: one page read, the link to the next, and an end even where the links have none."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.partner_center.wire.failures import PartnerCenterUnreadable
from bot.partner_center.wire.reading import Document, NotJson, document
from bot.services.mirror.ports import Paged

T = TypeVar("T")
Read = Callable[[Document], T | None]
CONTINUATION = "MS-ContinuationToken"
# Pages of one list: a million customers are 2,000.
MOST_PAGES = 5_000


@dataclass(frozen=True)
class Place:
    """Place of a page: its URI, which may lack /v1, and the headers that go with it, the token among them."""

    uri: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> tuple[str, str]:
        """Return what tells this page from all others of its list."""
        return self.uri, self.headers.get(CONTINUATION, "")


def page(body: bytes, read: Read[T]) -> tuple[Paged[T], Place | None]:
    """Read one page of a collection of either service; entries that cannot be read are counted, not fatal.

    PartnerCenterUnreadable for a body that is no collection at all: it must not pass for an empty one.
    """
    try:
        found = document(body)
    except NotJson as error:
        raise PartnerCenterUnreadable(f"a list that is no JSON ({error})") from None
    entries = found.value("items") if found.has("items") else found.value("value")
    if not isinstance(entries, list):
        raise PartnerCenterUnreadable("an answer without a list in it")
    items = [read(Document(each)) if isinstance(each, dict) else None for each in entries]
    kept = tuple(item for item in items if item is not None)
    return Paged(kept, len(items) - len(kept), found.number("totalCount")), following(found)


def following(found: Document) -> Place | None:
    """Return the place of the next page: a seek link with its headers, or Graph's address; None on the last one."""
    link = found.child("links").child("next")
    uri = link.text("uri")
    if uri:
        headers = {header.text("key"): header.text("value") for header in link.children("headers")}
        return Place(uri, {CONTINUATION: headers[CONTINUATION]} if headers.get(CONTINUATION) else {})
    address = found.text("@odata.nextLink")
    return Place(address) if address else None


async def pages(first: Place, fetch: Callable[[Place], Awaitable[bytes]], read: Read[T]) -> AsyncIterator[Paged[T]]:
    """Yield page after page; PartnerCenterUnreadable when a link leads back to a page that was there already.

    What was yielded until then is good, but the list is not whole, so nothing may be taken for gone.
    """
    place: Place | None = first
    seen: set[Any] = set()
    while place is not None:
        if place.token in seen or len(seen) >= MOST_PAGES:
            raise PartnerCenterUnreadable(f"a list without end: page {len(seen) + 1} was there already")
        seen.add(place.token)
        found, place = page(await fetch(place), read)
        yield found

"""The parts of Microsoft that are asked, and the reading of an answer's bytes with an end."""

from enum import StrEnum

from aiohttp import ClientResponse

from bot.partner_center.wire.failures import PartnerCenterUnreadable, Trace

MOST_BYTES = 16 << 20  # of one answer, decompressed; a page of 500 customers has a quarter of a million


class Service(StrEnum):
    """Part of Microsoft that is asked, each with tokens and limits of its own."""

    PARTNER_CENTER = "partner-center"
    GRAPH = "graph"


async def bounded(response: ClientResponse, trace: Trace, most: int = MOST_BYTES) -> bytes:
    """Return the body; PartnerCenterUnreadable once it is longer than `most` bytes, compressed or not."""
    read = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        read += chunk
        if len(read) > most:
            response.close()
            raise PartnerCenterUnreadable(f"an answer of more than {most >> 20} MB", trace)
    return bytes(read)

"""The one registration for events that a partner has: whose it is, and what becomes of it.

It holds one address. That of another tool is never displaced but by `take_over`, which a person asks for.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import WebhookRegistration
from bot.services.hearing.asking import IDLE
from bot.services.hearing.ports import EVENTS_PATH, Registration, Registry
from bot.services.outbox.notices import readers, tell
from bot.services.policy import system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.store import audit
from bot.services.store.sql import changed, insert_into, records, run, table

log = logging.getLogger(__name__)
KIND, TOLD, REGISTERED = "events.elsewhere", "events.elsewhere", "events.registered"
EVERY = timedelta(days=1)
TEST = "test-created"
PORTS = {"https": 443, "http": 80}
_W = table(WebhookRegistration)
_READ = select(_W.c.address, _W.c.own_address, _W.c.told_address, _W.c.seen_at).where(
    _W.c.tenant_id == bindparam("tenant")
)


class Owner(StrEnum):
    """Whose address is registered."""

    NOBODY = "nobody"
    OURS = "ours"
    OTHER = "other"


class KnownRegistration(NamedTuple):
    """Registration as it was seen last; see the table for its addresses."""

    address: str | None
    own_address: str | None
    told_address: str | None
    seen_at: datetime


@dataclass(frozen=True)
class Places:
    """Addresses of the settings: where Microsoft reaches this program, and the tool that deliveries are handed on to.

    Both may be empty: then nothing is registered, or handed on.
    """

    own: str = ""
    forward: str = ""

    @classmethod
    def of(cls, public_url: str | None, forward_url: str | None) -> "Places":
        """Take them from the settings; ConfigurationError for deliveries handed on to this program itself."""
        own = public_url.rstrip("/") + EVENTS_PATH if public_url else ""
        if own and forward_url and shown(own) == shown(forward_url):
            raise ConfigurationError("PARTNER_CENTER_FORWARD_URL: is this program's own address, not another tool's")
        return cls(own, forward_url or "")


def shown(url: str) -> str:
    """Return an address as it may be shown and compared: without query and password, which may be keys.

    The port that its scheme has anyway is left out, and the dot behind a whole name.
    """
    try:
        parts = urlsplit(url.strip())
        port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{(parts.hostname or '').rstrip('.')}{port}{parts.path.rstrip('/')}"


def owner(found: Registration | None, own: str, former: str | None) -> Owner:
    """Tell whose a registration is; one that this program made under a `former` address is ours, too."""
    if found is None or not found.url.strip():
        return Owner.NOBODY
    ours = {shown(url) for url in (own, former) if url}
    return Owner.OURS if shown(found.url) in ours else Owner.OTHER


def lacking(found: Registration, names: Collection[str]) -> set[str]:
    """Return the events that tell something here, exist, and are not registered."""
    useful = {name for name in names if name == TEST or not name.startswith(IDLE)}
    return useful - set(found.events)


async def register(registry: Registry, found: Registration | None, own: str) -> Registration:
    """Register our address with all events that tell us something, and those that were registered before."""
    before = found or Registration(own)
    missing = lacking(before, await registry.event_names())
    wanted = Registration(own, (*before.events, *sorted(missing)))
    if found is None or (wanted.url, wanted.events) != (found.url, found.events):
        await registry.register(wanted, instead=found is not None)
    return wanted


async def take_over(registry: Registry, database: Database, scene: Scene, places: Places) -> Registration:
    """Register our address although another tool's is there, if its deliveries are handed on to it.

    ConfigurationError, with what there is to choose from, if they are not, or if nobody knows our address.
    """
    if not places.own:
        raise ConfigurationError("PUBLIC_URL: is required, it is where Microsoft reaches this program")
    known = await database.read(lambda s: read(s, scene.provider_id))
    found = await registry.registration()
    whose = owner(found, places.own, known.own_address if known else None)
    if found and whose is Owner.OTHER and shown(found.url) != shown(places.forward or places.own):
        raise ConfigurationError(choices(found))
    made = await register(registry, found, places.own)
    await database.write(lambda s: note(s, scene, made, Owner.OURS))
    return made


def choices(found: Registration) -> str:
    """Say what an operator can do about another tool's registration."""
    there = shown(found.url)
    return (
        f"events go to {there}, and nothing is displaced unasked. Either set PARTNER_CENTER_FORWARD_URL to its "
        "address and run `doctor --register`: they come here, and are handed on as they came; or have that tool hand "
        f"them on to …{EVENTS_PATH}, and unset PUBLIC_URL; or only unset PUBLIC_URL: the hourly reading finds changes"
    )


def read(session: Session, tenant_id: str) -> KnownRegistration | None:
    """Read what was seen last."""
    found = records(session, KnownRegistration, _READ, {"tenant": tenant_id})
    return found[0] if found else None


def note(session: Session, scene: Scene, found: Registration | None, whose: Owner, *, tells: bool = True) -> None:
    """Keep what was seen; the team is told once of an address that took our place, in the same transaction."""
    address = shown(found.url) if found else None
    row = {"tenant_id": scene.provider_id, "address": address, "seen_at": scene.now}
    sets = {"address": address, "seen_at": scene.now}
    if whose is not Owner.OTHER:
        sets["told_address"] = None
    if whose is Owner.OURS:
        row["own_address"] = sets["own_address"] = address
    added = insert_into(session, WebhookRegistration).values(row)
    run(session, added.on_conflict_do_update(index_elements=["tenant_id"], set_=sets))
    if tells and address and whose is Owner.OTHER:
        _tell(session, scene, address)


def _tell(session: Session, scene: Scene, address: str) -> None:
    others = or_(_W.c.told_address.is_(None), _W.c.told_address != address)
    step = update(_W).where(_W.c.tenant_id == scene.provider_id, others).values(told_address=address)
    if not changed(session, step):
        return
    actor = system_actor("partner-center", audit.new_reference())
    audit.record(session, actor, scene.now, TOLD, ("directory", "partner-center"), after={"address": address})
    log.warning("Partner Center sends its events to %s, not here: `doctor` tells what to do", address)
    subject, told = f"events:{actor.reference}", {"provider_id": scene.provider_id, "address": address}
    tell(session, scene, KIND, subject, "", readers(scene), told)


@dataclass
class RegistrationSweep:
    """Looks at the start and once a day who has the registration, and takes it where it is free."""

    database: Database
    registry: Registry
    scene: SceneNow
    own: str
    _looked: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Look if it is time to."""
        scene = self.scene("")
        known = await self.database.read(lambda s: read(s, scene.provider_id))
        if self._looked and known and known.seen_at > scene.now - EVERY:
            return
        found = await self.registry.registration()
        whose = owner(found, self.own, known.own_address if known else None)
        if self.own and whose is not Owner.OTHER:
            found, whose = await register(self.registry, found, self.own), Owner.OURS
        tells = bool(self.own)
        await self.database.write(lambda s: note(s, scene, found, whose, tells=tells))
        self._looked = True

"""Checks of the connection to Microsoft, one line each, with the next step where one fails."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from bot.clock import Clock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import CallBudget, MirroredCustomer, Partner
from bot.partner_center import undocumented
from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.limiter import A_MINUTE
from bot.partner_center.refusals import refusal
from bot.partner_center.services import Service
from bot.partner_center.wire.failures import PartnerCenterError, PartnerCenterRefused
from bot.services.mirror import runs
from bot.services.mirror.ports import NotAllowed, Paged
from bot.services.mirror.runs import RunSeen, RunState
from bot.services.mirror.stages.stage import LEFT_OUT
from bot.settings import Settings

T = TypeVar("T")
Check = Callable[[], Awaitable[str]]
# Partner Customer Delegated Administration: without it an application reads GDAP and cannot make any.
GDAP_PRINCIPAL = "2832473f-ec63-45fb-976f-5d45a7d4bb91"
# Seconds: tokens are refused by clocks that differ by minutes.
MOST_SKEW = 120.0
MOST_HOURS = 26.0


@dataclass(frozen=True)
class PartnerCenterChecks:
    """Checks over an opened client; each is one or two requests."""

    settings: Settings
    database: Database
    client: PartnerCenterClient
    clock: Clock

    def all(self) -> Mapping[str, Check]:
        """Return the checks in the order in which they make sense."""
        checks = {
            "tenant": self._tenant,
            "sign-in": self._signed_in,
            "customers": self._customers,
            "subscriptions": self._subscriptions,
            "activity": self._activity,
            "partners on record": self._partners_on_record,
            "resellers": self._resellers,
            "GDAP": self._gdap,
            "GDAP principal": self._principal,
            "clock": self._skew,
            "pace": self._pace,
            "mirror": self._mirror,
            "open questions": self._undocumented,
        }
        return {f"Partner Center {name}": told(check) for name, check in checks.items()}

    async def _tenant(self) -> str:
        own = (self.settings.partner_center_tenant_id or "").lower()
        provider = (self.settings.provider_tenant_id or own).lower()
        if provider != own:
            raise ConfigurationError(f"PARTNER_CENTER_TENANT_ID: {own} is not PROVIDER_TENANT_ID, {provider}")
        return own

    async def _signed_in(self) -> str:
        for service in Service:
            await self.client.sign_in(service)
        how = "a certificate" if self.settings.partner_center_certificate else "a secret"
        return f"application {self.settings.partner_center_client_id} with {how}, for both services"

    async def _customers(self) -> str:
        page = await _first(self.client.customers())
        return f"{page.total if page.total is not None else len(page.items)} customers"

    async def _subscriptions(self) -> str:
        some = await self.database.read(_any_customer)
        if some is None:
            found = (await _first(self.client.customers())).items
            some = found[0].id if found else None
        if some is None:
            return "no customer to ask for"
        page = await _first(self.client.subscriptions(some))
        return f"{len(page.items)} subscriptions of one customer"

    async def _activity(self) -> str:
        page = await _first(self.client.audit_records(self.clock.now().date()))
        return f"{page.total if page.total is not None else len(page.items)} records today"

    async def _partners_on_record(self) -> str:
        mpn_id = await self.database.read(lambda s: _own_mpn(s, self.settings.partner_center_tenant_id or ""))
        if mpn_id is None:
            return "no PartnerID of our own to ask for"
        verdicts = await self.client.validate_partner_ids([mpn_id])
        return f"asked for {mpn_id}: {len(verdicts)} verdict"

    async def _resellers(self) -> str:
        """Ask what is documented for a user only; without one, files tell who the resellers are."""
        try:
            page = await _first(self.client.indirect_resellers())
        except NotAllowed as refused:
            return f"not for the application alone; files tell of resellers instead ({refused})"
        return f"{page.total if page.total is not None else len(page.items)} resellers"

    async def _gdap(self) -> str:
        page = await _first(self.client.gdap_relationships())
        theirs = sum(bool(each.provider_id) for each in page.items)
        return f"{len(page.items)} relationships on the first page, {theirs} of them for resellers"

    async def _principal(self) -> str:
        try:
            found = await self.client.ask_graph(f"servicePrincipals?$filter=appId eq '{GDAP_PRINCIPAL}'&$select=appId")
        except PartnerCenterRefused as refused:
            if refused.status == 403:
                return "not known without Application.Read.All; needed for making GDAP, not for reading it"
            raise
        if not found.elements("value"):
            step = f"az ad sp create --id {GDAP_PRINCIPAL}"
            raise ConfigurationError(f"missing, so GDAP can be read and not be made: {step}")
        return "there"

    async def _skew(self) -> str:
        date = await self.client.date()
        theirs = parsedate_to_datetime(date)
        theirs = theirs.astimezone(UTC) if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        ahead = (self.clock.now() - theirs).total_seconds()
        if abs(ahead) > MOST_SKEW:
            raise ConfigurationError(f"this machine's clock is {ahead:+.0f} s off Microsoft's: set it by NTP")
        return f"{ahead:+.0f} s from Microsoft's"

    async def _pace(self) -> str:
        ahead = await self.database.read(lambda s: _claimed(s, self.clock.now()))
        return f"{A_MINUTE} requests a minute for all replicas" + (f"; held for {ahead:.0f} s" if ahead > 2 else "")

    async def _mirror(self) -> str:
        running = await self.database.read(lambda s: runs.latest(s, state=RunState.RUNNING))
        last = await self.database.read(lambda s: runs.latest(s, *runs.READING, state=RunState.DONE))
        now = f"reading {running.part}, {running.done} of {running.total}; " if running else ""
        if last is None:
            if running:
                return f"{now}never complete yet"
            raise ConfigurationError("never read: `python -m bot directory sync`, or start the bot, which does it")
        hours = (self.clock.now() - last.started_at).total_seconds() / 3600
        refused = [name for name, each in last.outcomes.items() if each["state"] == "refused"]
        if hours > MOST_HOURS and not running:
            raise ConfigurationError(f"last read {hours:.0f} hours ago: is the bot running?")
        without = f", without {', '.join(refused)}" if refused else ""
        return "; ".join([f"{now}last read {hours:.1f} hours ago ({last.kind}){without}", *_left_out(last)])

    async def _undocumented(self) -> str:
        return await self.database.write(lambda s: undocumented.look(s, self.clock.now()))


def told(check: Check) -> Check:
    """Have a failure of Microsoft's say itself what it is; other failures are told by the doctor."""

    async def asked() -> str:
        try:
            return await check()
        except PartnerCenterRefused as refused:
            raise refusal(refused, "refused") from refused
        except PartnerCenterError as error:
            raise ConfigurationError(f"{error}: try again; https://status.cloud.microsoft tells of outages") from error

    return asked


async def _first(pages: AsyncIterator[Paged[T]]) -> Paged[T]:
    async for page in pages:
        return page
    return Paged(())


def _left_out(last: RunSeen) -> Iterator[str]:
    """Tell of each part what it could not read of a list that it did read."""
    for name, outcome in last.outcomes.items():
        _did, _between, left = outcome["said"].partition(LEFT_OUT)
        if left and outcome["state"] == "done":
            yield f"{name}: {left}"


def _any_customer(session: Session) -> str | None:
    return session.scalars(select(col(MirroredCustomer.customer_id)).limit(1)).first()


def _own_mpn(session: Session, tenant_id: str) -> str | None:
    own = session.get(Partner, tenant_id.lower())
    return own.mpn_id if own else None


def _claimed(session: Session, now: datetime) -> float:
    latest = session.scalars(select(col(CallBudget.next_at)).order_by(col(CallBudget.next_at).desc()).limit(1)).first()
    return (latest or 0) / 1000 - now.timestamp()

"""Microsoft's registration for events (docs/partner-center.md#registration)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.refusals import refusal
from bot.partner_center.wire.bodies import registration
from bot.partner_center.wire.failures import PartnerCenterRefused, PartnerCenterUnreadable
from bot.services.hearing.ports import Registration

PATH = "webhooks/v1/registration"
DOING = "reading the registration for events"


@dataclass(frozen=True)
class PartnerCenterRegistry:
    """The registration, asked for through an opened client."""

    client: PartnerCenterClient

    async def registration(self) -> Registration | None:
        """Return what is registered; None if nothing is."""
        try:
            said = await self.client.ask(f"/{PATH}")
        except PartnerCenterRefused as error:
            # No page says what is answered where there is none; this is what the service answers for missing things.
            if error.status == 404:
                return None
            raise refusal(error, DOING) from error
        found = registration(said)
        if found.url:
            return found
        if said and not said.has("webhookEvents"):
            # Taken for none, it would displace whoever is registered.
            raise PartnerCenterUnreadable("an answer that is no registration")
        return None

    async def event_names(self) -> Sequence[str]:
        """Return the names of all events that there are."""
        try:
            return await self.client.ask_names(f"/{PATH}/events")
        except PartnerCenterRefused as error:
            raise refusal(error, DOING) from error

    async def register(self, wanted: Registration, *, instead: bool) -> None:
        """Register an address, and have deliveries signed in a header that no proxy between us takes for its own."""
        body = {
            "WebhookUrl": wanted.url,
            "WebhookEvents": list(wanted.events),
            "SignatureTokenToMsSignatureHeader": True,
        }
        try:
            await self.client.ask(f"/{PATH}", "PUT" if instead else "POST", body)
        except PartnerCenterRefused as error:
            raise refusal(error, "registering for events") from error

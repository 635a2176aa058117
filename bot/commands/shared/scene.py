"""The scene of a call, which services that write need to know."""

from bot.commands.base import Call
from bot.services.scene import Scene


def scene_of(call: Call) -> Scene:
    """Return the scene of this call: the operator, now, the team's channel, and the clock's figures."""
    bot, settings = call.bot, call.bot.settings
    return Scene(
        provider_id=bot.provider_tenant_id,
        now=bot.clock.now(),
        delivery_key=call.delivery_key,
        channel=settings.notify_channel,
        due_days=settings.request_due_days,
        reminder_days=settings.reminder_days,
        zone=call.person.zone,
    )

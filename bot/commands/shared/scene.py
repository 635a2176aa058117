"""The scene of a call, which services that write need to know."""

from bot.commands.base import Call
from bot.services.scene import Scene


def scene_of(call: Call) -> Scene:
    """Return the scene of this call: the operator, now, the team's channel, and the clock's figures."""
    bot = call.bot
    return Scene.of(bot.settings, bot.clock, bot.provider_tenant_id, call.delivery_key, call.person.zone)

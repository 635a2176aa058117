"""How payloads reach the bot: Socket Mode or signed HTTP, with one shape of acknowledgement."""

from bot.local_slack.transport.envelope import Ack, Envelope, Transport

__all__ = ["Ack", "Envelope", "Transport"]

"""How payloads reach the bot: Socket Mode or signed HTTP, with one shape of acknowledgement."""

from bot.workspace.transport.envelope import Ack, Envelope, Transport

__all__ = ["Ack", "Envelope", "Transport"]

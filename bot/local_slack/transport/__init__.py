"""Ways of payloads to the bot: Socket Mode or signed HTTP, with one shape of acknowledgement."""

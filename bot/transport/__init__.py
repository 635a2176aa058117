"""Transports that bring deliveries to the bot: signed HTTP behind a guard, or Socket Mode with a watchdog."""

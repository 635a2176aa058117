"""How deliveries reach the bot: signed HTTP behind a guard, or Socket Mode with a watchdog."""

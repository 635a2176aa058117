"""Slash commands, App Home and reminders, one package each, and the registry that lists them."""

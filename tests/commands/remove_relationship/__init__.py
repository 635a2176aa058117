"""Tests of bot.commands.remove_relationship."""

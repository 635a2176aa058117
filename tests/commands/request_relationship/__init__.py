"""Tests of bot.commands.request_relationship."""

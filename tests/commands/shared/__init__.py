"""Tests of bot.commands.shared."""

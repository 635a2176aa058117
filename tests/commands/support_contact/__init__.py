"""Tests of bot.commands.support_contact."""

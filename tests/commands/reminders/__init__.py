"""Tests of bot.commands.reminders."""

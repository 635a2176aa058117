"""Tests of bot.services.reminders."""

"""Tests of bot.services.slack."""

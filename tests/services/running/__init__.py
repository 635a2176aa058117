"""Tests of bot.services.running."""

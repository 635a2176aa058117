"""Tests of bot.services.store."""

"""Tests of bot.services.home."""

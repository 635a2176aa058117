"""Tests of bot.services.search."""

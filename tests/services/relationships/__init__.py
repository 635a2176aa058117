"""Tests of bot.services.relationships."""

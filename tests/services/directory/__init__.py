"""Tests of bot.services.directory."""

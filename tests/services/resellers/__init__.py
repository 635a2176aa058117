"""Tests of bot.services.resellers."""

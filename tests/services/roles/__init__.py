"""Tests of bot.services.roles."""

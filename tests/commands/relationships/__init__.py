"""Tests of bot.commands.relationships."""

"""Tests of bot.commands.home."""

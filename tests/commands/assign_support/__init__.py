"""Tests of bot.commands.assign_support."""

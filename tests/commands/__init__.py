"""Tests of bot.commands: every screen and message within the limits of Slack, in both languages."""

"""Screens of the workspace as readable plain text, for walk-throughs, logs of tests and terminals."""

from bot.local_slack.text_view.screens import render_message, render_view

__all__ = ["render_message", "render_view"]

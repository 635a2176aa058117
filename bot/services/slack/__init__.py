"""Adapter to Slack's Web API, the only one: client, calls, answers, and three kinds of failure."""

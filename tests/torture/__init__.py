"""Torture: replicas, a database and a Slack that fail in every way, and what people saw held against the tables."""

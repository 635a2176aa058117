"""Slack bot that assigns a reseller as designated support contact of a customer's subscriptions."""

__version__ = "0.1.0"

"""Webhooks of the local Partner Center: an authority of its own, and deliveries signed by it."""

"""The mirror: what Microsoft says of customers, subscriptions, resellers and privileges, kept in our own tables."""

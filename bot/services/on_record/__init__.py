"""Partners on record: whether Microsoft takes their PartnerIDs, and the subscriptions where it does not."""

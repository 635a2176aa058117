"""`/support-contact`: who supports a subscription, and the history of it."""

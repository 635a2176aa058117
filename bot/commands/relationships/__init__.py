"""`/relationships`."""

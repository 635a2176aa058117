"""`/assign-many`."""

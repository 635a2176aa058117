"""`/assign-support`."""

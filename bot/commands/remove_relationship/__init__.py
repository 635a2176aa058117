"""`/remove-relationship`."""

"""`/request-relationship`."""

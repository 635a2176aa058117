"""`/support-contact`."""

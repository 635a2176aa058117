"""Background jobs: claimed under a lease, done chunk by chunk, ended once; the kinds of work belong to their rooms."""

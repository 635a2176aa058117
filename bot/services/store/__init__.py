"""Parts that join a transaction: statements, once-only deliveries, the audit trail, announcements after the commit."""

"""Services: use cases as plain synchronous functions, and the adapters they need; nothing here knows Bolt."""

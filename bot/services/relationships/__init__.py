"""Relationship requests: links, invitation texts, what may be asked, and the state machine of an invitation."""

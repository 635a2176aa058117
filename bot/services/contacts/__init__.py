"""Designated support contacts: who may be one, who is, and every way in which that changes."""

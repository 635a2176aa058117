"""Resellers as a whole: what each supports, and its relationships."""

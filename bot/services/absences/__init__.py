"""Absences: who stands in for whom, for how long, and who acted for whom."""

"""Departures of resellers and customers: a checklist that lasts days, followed by the facts and by people's word."""

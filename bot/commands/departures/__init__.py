"""Departures: the hand-over room of a reseller or customer who leaves, and the list of all."""

"""Events that Microsoft sends: kept once each, and what they ask to be read."""

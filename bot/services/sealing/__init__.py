"""The history held to what it was: seals that follow its rows, their check, and the erasure of a person's data."""

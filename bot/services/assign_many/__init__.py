"""Assign many: a dry run with a verdict per row, confirmed by a person, done in batches that survive a crash.

sheet and naming read what a file says; plan makes the rows; verdicts judges them, at the dry run and again when they
are done; jobs keeps, starts, cancels and reviews; writing does one batch; runner and delivery are the loops.
"""

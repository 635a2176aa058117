"""Assign many: a dry run with a verdict per row, confirmed by a person, done in chunks that survive a crash.

sheet and naming read what a file says; dry_run makes the rows; verdicts judges them, at the dry run and again when
they are done; jobs keeps, starts, cancels and reviews; chunks does some rows, for the runner of all jobs; nudges and
files are the sweeps.
"""

"""Parts of a run of the mirror, and what each works with."""

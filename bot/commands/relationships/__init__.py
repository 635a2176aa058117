"""`/relationships`: the requests that were made, and their follow-up."""

"""People as Slack knows them, and what they chose for themselves."""

"""One path for every delivery from Slack: read, check, run the handler, acknowledge once, bring the effects about."""

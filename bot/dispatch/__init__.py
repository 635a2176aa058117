"""The one path of each delivery from Slack: read, check, run the handler, acknowledge once, bring the effects about."""

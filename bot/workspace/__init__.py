"""Local Slack workspace for development, demonstrations and tests."""

"""The one adapter to Slack's Web API."""

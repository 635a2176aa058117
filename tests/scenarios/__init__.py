"""Stories of what people do in Slack, through the local workspace, in both transports and on both databases."""

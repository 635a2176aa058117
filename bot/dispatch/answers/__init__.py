"""From a handler's answer, or its failure, to what Slack is told."""

"""Translation of a handler's answer, or of its failure, into what Slack is told."""

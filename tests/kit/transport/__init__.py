"""A command under the control of tests, and deliveries that Slack would not send."""

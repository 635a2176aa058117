"""Partner Center's webhooks: proved to be Microsoft's, then kept; what they say is never believed, only looked up."""

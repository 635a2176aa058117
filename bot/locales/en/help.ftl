# Help and Home tab; the lines about each command come from its own catalogue.
help-intro = What you can do here:
help-entry = *{$usage}*
    {$summary}
    Example: {$example}
help-nothing = None of your roles may use this bot. Roles come from Slack user groups; ask an administrator of this workspace to add you to the right one.
home-title = Support contacts
home-intro = Assign the designated support contact of your customers' subscriptions, and see who supports what.
home-hint = Type any command with `help` to see this again.

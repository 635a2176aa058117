# Help; the lines about each command come from its own catalogue.
help-intro = What you can do here:
help-entry = *{$usage}*
    {$summary}
    Example: {$example}
help-nothing = None of your roles may use this bot. Roles come from Slack user groups; ask an administrator of this workspace to add you to the right one.
help-open-home = What waits for you: <{ $url }|open Home>

# The app as Slack shows it (manifest.yml): name at most 35 characters, description 140, long 175 to 4000.
app-name = Support contacts
app-description = Assigns the designated support contact of customers' Microsoft subscriptions, from Slack.
app-long-description = For indirect providers in Microsoft's Cloud Solution Provider programme. Choose a customer, its subscriptions and the reseller who shall support them; the bot says which conditions fail and what to do next, asks for a review, tells everyone concerned, and keeps an append-only history of who changed what and when.

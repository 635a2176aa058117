# Roles, by their names in Partner Center (docs/domain.md#roles).
role-global-admin = Global admin
role-admin-agent = Admin agent
role-helpdesk-agent = Helpdesk agent
role-sales-agent = Sales agent
role-user-management-admin = User management admin
role-billing-admin = Billing admin

# Denials: who may, and what to do.
denied-role = You cannot do this. It takes { $count ->
    [one] the role
   *[other] one of these roles:
} { $roles }.
denied-role-groups = { $count ->
    [one] Members of { $groups } have it. Ask the owner of that group
   *[other] Members of { $groups } have one. Ask the owner of one of these groups
} to add you, then try again; it counts within seconds.
denied-role-no-group = No Slack user group gives that role here yet. Ask whoever set up this bot to choose one (ROLE_GROUP_… or ROLE_USERS_…).
denied-roles-unreadable = I cannot check your roles now: the user groups of this workspace cannot be read ({ $reason }). Nothing was changed. Try again in a minute; if it stays, tell whoever set up this bot.
denied-foreign = This is only for members of the workspace where the bot is installed. Ask your contact there to do it for you.
denied-guest = Guests of this workspace cannot do this. Ask a full member to do it for you.
denied-bot = Bots and workflows cannot do this. A person has to do it.
denied-deleted = This account is deactivated in Slack, so it cannot do this.

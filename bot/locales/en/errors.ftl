# What people read when something was refused or failed. Every one says what to do next.
error-reference = Reference: {$reference}
error-title = That did not work
notice-title = Support contacts
error-unexpected = Something went wrong on our side and nothing more will happen by itself. Try again; if it stays, give the reference to whoever runs this bot.
slack-unavailable = Slack did not accept this just now ({ $error }). Try again in a minute.
partner-center-unavailable = Microsoft did not answer just now ({ $error }). Try again in a minute.
error-database-busy = The database is busy with something else, an import for example, so this step was not carried out. Try again in a minute.
error-database-full = The disk of this bot's database is full, so nothing can be saved. Tell whoever runs this bot; it works again once there is room.
error-database-unwritable = The bot cannot write to its database, so nothing can be saved. Tell whoever runs this bot.
error-database-away = The database cannot be reached, so this step was not carried out. Try again in a minute.
error-database-slow = The database took too long, so this step was stopped and not carried out. Try again in a minute.
error-database-closing = The bot is being restarted and stopped before this step was carried out. Try again in a minute.
error-outcome-unknown = The database did not answer at the last moment, so it is not known whether this was saved. Look it up before you try again.
error-stopping = The bot is being restarted and could not finish this. Look up what was done before you try again.
error-configuration = The bot is not set up correctly: {$line}
error-directory = { $count ->
    [one] The directory files have one bad row; nothing was imported.
   *[other] The directory files have {$count} bad rows; nothing was imported.
 }
error-too-late = Slack and the bot took too long, so the form could not open. Nothing was changed; please try again.
error-not-shown = Slack did not open the form. Nothing was changed; please try again.
error-fields = Some entries need another look: {$errors}
error-person-unreadable = Slack did not say who you are, so nothing was done. Please try again in a moment.
error-view-outdated = This window was opened by another version of the bot. Close it and start again.
error-unknown = I do not know this. It may belong to an old message, or to another version while this bot is being updated. Try again in a minute, or type a command with `help` to see what I can do. Reference: {$reference}
still-working = Still working on it. The result appears here as soon as it is ready.
still-working-title = One moment
done = Done.
error-slow = This took too long and was given up. Nothing was changed; please try again in a minute.
error-not-drawn = Slack did not take the screen, so it may still say “Loading…” or “One moment”; close it. This is what it would have said:

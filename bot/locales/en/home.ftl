# App Home and what people choose there. Titles and buttons at most 24 characters.
settings-bad-hour = Choose an hour between 0 and 23.
settings-all-quiet = Leave at least one working day for reminders. To hear no more of one request, stop its own reminders.
settings-bad-language = Choose one of the languages in the list.
settings-elsewhere = You saved your settings elsewhere at this moment. Nothing was changed; open them again to see what holds.

# What waits for a person, in one message a day; the same for the team's channel without buttons.
reminders-many = { $count ->
    [one] *One thing waits for you*
   *[other] *{ $count } things wait for you*
}
reminders-team = { $count ->
    [one] *One thing waits longer than usual*
   *[other] *{ $count } things wait longer than usual*
}
reminders-old = :zzz: *Older reminders.* What still waits is in the newer message, in `/relationships` and in Home.
reminders-done = :white_check_mark: *All of this was dealt with since.*
reminders-request = :hourglass_flowing_sand: *{ $kind }* for *{ $target }*: no answer for { $days ->
    [0] less than a day
    [one] one day
   *[other] { $days } days
}. Sent to { $recipient }; reminder { $count }; expires { $due }.
reminders-owner = Looked after by { $owner }.
reminders-last = *Last call.*
reminders-late = :warning: This reminder is late: the bot was not running when it was due.
reminders-expired = :alarm_clock: *{ $kind }* for *{ $target }*: expired { $resolved } without an answer. Request it again if it is still wanted.
reminders-expired-partly = :alarm_clock: *{ $kind }* for *{ $target }*: expired { $resolved }, accepted only in part. Request what lacks again if it is still wanted.
reminders-review = :mag: *{ $contact }* for { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
} of *{ $customer }*: in force since { $since }, not reviewed yet. Review it, then press Close.
reminders-ending = :key: The admin privileges (GDAP) of *{ $partner }* with *{ $customer }* end { $ends }. { $count ->
    [0] No support contact rests on them.
    [one] One support contact rests on them.
   *[other] { $count } support contacts rest on them.
} Ask for new ones, or switch auto-extend on.
reminders-ended = :key: The admin privileges (GDAP) of *{ $partner }* with *{ $customer }* ended { $ends }. { $count ->
    [0] No support contact rests on them.
    [one] One support contact rests on them.
   *[other] { $count } support contacts rest on them.
} Ask for new ones.
reminders-more = { $count ->
    [one] …and one more. `/relationships` lists everything that waits.
   *[other] …and { $count } more. `/relationships` lists everything that waits.
}
reminders-snooze = Snooze
reminders-hour = 1 hour
reminders-tomorrow = Until tomorrow 9:00
reminders-pick = Pick a date and time…
reminders-stop = Stop reminders
reminders-stop-confirm = Nobody is reminded of this request any more. It still expires when it is due.
reminders-snoozed = :zzz: Snoozed by { $by } until { $until }.
reminders-let-go = :wave: Let go by { $by }. It waits for nobody any more.
reminders-stopped = :no_bell: Reminders stopped by { $by }. It still expires when it is due.
reminders-snooze-title = Snooze
reminders-snooze-until = Remind me
reminders-snooze-hint = Never outside your working hours: then it is the next working morning.
reminders-departure = :door: *{ $name }* leaves since { $at }: { $done } of { $steps } steps done. Go on, or close it with what is left.

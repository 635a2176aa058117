# Boards: access that ends or lacks something, partners on record refused. Titles and buttons at most 24 characters.
watch-access-title = Access watch
watch-record-title = Partners on record
watch-access-none = Nothing here needs a look: no GDAP that waits, ends within 90 days, lacks a group or does not extend itself.
watch-access-none-more = Nothing yet among those looked at. Turn the page to look further.
watch-access-none-here = Nothing here is in this state, or ends within these days.
watch-days-any = Any day
watch-days = { $days ->
    [0] Ends today
    [one] Ends today or tomorrow
   *[other] Ends within { $days } days
}
watch-between = *{ $customer }* with { $partner }
watch-with-us = *{ $customer }* with us
watch-left = { $days ->
    [0] today
    [one] tomorrow
   *[other] in { $days } days
}
watch-access-ended = :rotating_light: Ended { $at }; support contacts rest on it
watch-access-ending = :hourglass: Ends { $left }, { $at }
watch-access-unused = :warning: Active, but no security group may use it
watch-access-not-sent = :pencil: Made { $at }, not sent
watch-access-pending = :hourglass_flowing_sand: Not accepted yet, waits since { $at }
watch-access-not-extending = :no_bell: Does not extend itself, ends { $at }
watch-next-ended = Next: request new privileges, or choose another support contact
watch-next-ending = Next: request new privileges, or switch auto-extend on in Partner Center
watch-next-unused = Next: assign a security group in Partner Center
watch-next-not-sent = Next: send it to the customer
watch-next-pending = Next: ask the customer; Microsoft ends it after 90 days
watch-next-not-extending = Next: switch auto-extend on in Partner Center
watch-owner = Looked after by { $owner }
watch-owner-none = Nobody looks after it
watch-state-any = Everything
watch-state-ended = Ended under a contact
watch-state-ending = Ends within 90 days
watch-state-unused = Active without a group
watch-state-not-sent = Made, not sent
watch-state-pending = Not accepted yet
watch-state-not-extending = Auto-extend off
watch-record-about = Partners on record that Microsoft does not take: it refuses changes of seats, term and billing of these subscriptions.
watch-record-none = No active subscription has a partner on record that is known to be missing or not valid.
watch-record-named = *{ $partner }* · PartnerID { $id }
watch-record-unnamed = *PartnerID { $id }*, which no partner of the directory has
watch-record-without = *No partner on record*
watch-record-count = { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
}{ $more ->
    [yes] +
   *[no] { "" }
}
watch-record-mended = It is not known to be refused any more.
watch-record-list = Subscriptions
watch-record-back = All partners
renewing-head = :warning: { $count ->
    [one] *One subscription renews within 30 days* without a partner on record that Microsoft takes: { $names }
   *[other] *{ $count } subscriptions renew within 30 days* without a partner on record that Microsoft takes: { $names }
}
renewing-name = { $name } ({ $customer }), PartnerID { $number }, { $at }
renewing-next = Until Partner Center has a valid one, Microsoft refuses changes of seats, term and billing. What renews by itself goes on.
events-elsewhere = { $ours ->
    [yes] :satellite: Partner Center sends its events to { $address } now, not here any more
   *[no] :satellite: Partner Center sends its events to { $address }, not here
}; changes show here within about an hour
events-elsewhere-next = Whoever runs the bot sees the ways to go on with `python -m bot doctor`

# Departures: the hand-over room of a reseller or customer who leaves. Titles and buttons of forms at most 24 characters.
departure-title = Departure
departure-list = Departures
departure-leaving = Departure checklist
departure-begin = Begin departure
departure-begin-about = { $party ->
    [reseller] *{ $name } leaves.* A checklist follows what is left of it over days: contacts, requests, partner on record, privileges, relationships, partnership. Nothing is removed by beginning it.
   *[customer] *{ $name } leaves.* A checklist follows what is left of it over days: contacts, requests, subscriptions, privileges, relationships. Nothing is removed by beginning it.
}
departure-headline = :door: Departure of *{ $name }*: *{ $done } of { $steps } steps* done
departure-headline-closed = :checkered_flag: Departure of *{ $name }*: closed { $at } by { $by }, { $left ->
    [0] with nothing left
    [one] with one step left
   *[other] with { $left } steps left
}
departure-opened = Begun { $at } by { $by }
departure-owner = Looked after by { $owner }
departure-remark = Remark: { $text }
departure-step-notice = { $party ->
    [reseller] Notice to the reseller and its customers
   *[customer] Notice to the customer
}
departure-step-contacts = Support contacts
departure-step-requests = Open requests
departure-step-record = Partner on record
departure-step-subscriptions = Subscriptions that block the removal
departure-step-unseen = Reservations, savings plans, software
departure-step-privileges = Admin privileges (GDAP, DAP)
departure-step-relationships = { $party ->
    [reseller] Relationships with customers
   *[customer] Relationships with resellers
}
departure-step-partnership = Our partnership
departure-step-ours = Our reseller relationship
departure-step-partner-center = The same in Partner Center
departure-done = :white_check_mark: *{ $step }*
departure-todo = :white_large_square: *{ $step }*
departure-left = :white_large_square: *{ $step }*: { $count ->
    [one] one left
   *[other] { $left } left
}, { $start } at the start
departure-count = { $count }
departure-many = more than { $count }
departure-done-by = Done { $at } by { $by }
departure-noted = Nothing left since { $at }; which of us did it is not known
departure-nothing = There was nothing to do
departure-gone = Nothing left
departure-stayed = Left when it was closed
departure-next-notice = Whatever the law and your contracts ask for; neither Microsoft nor this bot sends it
departure-next-contacts = { $party ->
    [reseller] Hand them over to another reseller or back to us
   *[customer] Hand them back to us
}
departure-next-requests = Withdraw them, or note what came of them; links that are out go on working
departure-next-record = Set another PartnerID in Partner Center; this bot never writes it
departure-next-subscriptions = Suspend them in Partner Center; cancel those of new commerce
departure-next-unseen = No directory has them: look in Partner Center
departure-next-privileges = They go with the relationship here; end them in Partner Center, too
departure-next-relationships = Remove them one by one
departure-next-partnership = Remove it when the rest is done; customers stay
departure-next-ours = Remove it when nothing blocks it any more
departure-next-partner-center = This bot changes only its own records: remove the same in Partner Center
departure-hand-over = Hand over
departure-show = What is left
departure-remove = Remove
departure-blockers = What blocks it
departure-tick = Mark as done
departure-untick = Not done after all
departure-take = Look after it
departure-close = Close departure
departure-refresh = Look again
departure-field-remark = Remark
departure-close-about = { $left ->
    [0] *Nothing is left of { $name }.* The record is kept and can be exported.
    [one] *One step is left of { $name }.* It is kept in the record as left:
   *[other] *{ $left } steps are left of { $name }.* They are kept in the record as left:
}
departure-close-next = A closed departure is followed no more and nobody is reminded. It does not come back; another one can be begun.
departure-changed = *What is left changed while you looked.* Nothing was closed. Check what holds now.
departure-closed-already = *Somebody was quicker:* it is closed. Nothing was changed by you.
departure-step-done-already = *Somebody was quicker:* this step is done. Nothing was changed by you.
departure-step-undone-already = *Somebody was quicker:* this step is to be done again. Nothing was changed by you.
departure-gone-away = This departure is not here any more.
departure-subscription = { $name } ({ $customer })
departure-request = *{ $customer }* · with { $partner }
departure-us = us
departure-with = *{ $name }*
departure-none = Nobody leaves. A departure is begun from `/remove-relationship`: choose who leaves and open its departure checklist.
departure-row-open = :door: *{ $name }*: { $done } of { $steps } steps done
    Begun { $at } · looked after by { $owner }
departure-row-closed = :checkered_flag: *{ $name }*: closed { $at } by { $by }, { $left ->
    [0] nothing left
    [one] one step left
   *[other] { $left } steps left
}
departure-under-way = { $count ->
    [one] :door: One departure under way
   *[other] :door: { $count } departures under way
}
departure-notice = :door: Departure of *{ $name }*: { $done } of { $steps } steps done. Looked after by { $owner }.
departure-notice-closed = :checkered_flag: The departure of *{ $name }* was closed by { $by }, { $left ->
    [0] with nothing left
    [one] with one step left
   *[other] with { $left } steps left
}.
departure-what-done = Done
departure-what-left = Left
departure-what-departure-opened = Departure begun
departure-what-departure-taken = Looked after by somebody else
departure-what-departure-closed = Departure closed
departure-what-departure-step-done = Step done
departure-what-departure-step-reopened = Step to be done again
departure-what-contact-assigned = Support contacts handed over
departure-what-request-withdrawn = Request withdrawn
departure-what-request-declined = Request declined
departure-what-request-expired = Request expired
departure-what-request-superseded = Request replaced
departure-what-request-established = Request accepted
departure-what-relationship-removed = Removed

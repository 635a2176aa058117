# Support agreements with resellers.
agreements-title = Support agreements
agreements-of = { $more ->
    [yes] *{ $reseller }*: the newest { $count } support agreements
   *[no] { $count ->
        [one] *{ $reseller }*: one support agreement is recorded
       *[other] *{ $reseller }*: { $count } support agreements are recorded, the newest first
    }
}
agreements-none = No support agreement with *{ $reseller }* is recorded yet.
agreements-more = { $count ->
    [one] One older one is in *Export*.
   *[other] { $count } older ones are in *Export*.
}
agreement-title = Support agreement
agreement-line = *{ $reference }* · { $days } · { $standing }
agreement-days = { $first } to { $last }
agreement-days-open = from { $first }, without an end
agreement-valid = valid
agreement-ahead = begins later
agreement-over = ended
agreement-group-valid = Valid now
agreement-group-ahead = Begin later
agreement-group-over = Ended
agreement-about = Only for { $customer }
agreement-reminds = { $count ->
    [one] { $owner } hears of its end the day before
   *[other] { $owner } hears of its end { $count } days before
}
agreement-reminds-not = { $owner } hears of its end once it has come
agreement-change = Change dates
agreement-new = Record agreement
agreement-with = *{ $reference }* with *{ $reseller }*
agreement-with-new = With *{ $reseller }*
agreement-reference = Reference
agreement-reference-hint = As it stands on the paper. Assignments name it, and it cannot be changed later.
agreement-customer = Customer
agreement-customer-placeholder = All, or one of them
agreement-first = From
agreement-last = To, included
agreement-last-hint = Empty: without an end.
agreement-remind = Reminder, days before its end
agreement-remind-hint = 0: only at its end. You and the team's channel hear it, once.
agreement-bad-reference = A reference has letters or digits, and at most { $most } characters.
agreement-known = { $reference } is recorded with this reseller already: choose it in the list.
agreement-bad-day = Choose a day.
agreement-bad-last = It ends before it begins: choose a later day.
agreement-bad-remind = Choose 0 to { $most } days.
agreement-changed-meanwhile = Somebody changed this agreement meanwhile. Open it again.
agreement-warning-over = :warning: { $reference } ended on { $day }. You can assign all the same; agree anew, or change its dates.
agreement-warning-ahead = :warning: { $reference } begins on { $day }. You can assign all the same.
agreement-over-assigned = :warning: The agreement had ended by then.
agreement-notice-ending = Support agreement *{ $reference }* with { $reseller } ends on { $last }.
agreement-notice-ended = :warning: Support agreement *{ $reference }* with { $reseller } ended on { $last }.
agreement-contacts-count = { $more ->
    [yes] More than { $count } support contacts name it.
   *[no] { $count ->
        [0] No support contact names it.
        [one] One support contact names it.
       *[other] { $count } support contacts name it.
    }
}
agreement-contacts-show = Show contacts
agreement-contacts-title = Contacts that name it
error-agreement-gone = This agreement is not recorded here (any more).

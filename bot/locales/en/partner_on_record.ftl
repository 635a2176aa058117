# Partners on record: the health of their PartnerIDs, and the subscriptions where Microsoft refuses changes for it.
record-health-valid = valid
record-health-not-a-member = not a member of the programme
record-health-suspended = suspended or not active
record-health-no-agreement = no partner agreement
record-health-invalid = not valid
record-health-missing = missing
record-health-unknown = not known if it is valid
record-mark-valid = :white_check_mark:
record-mark-bad = :warning:
record-mark-unknown = :grey_question:
record-told = { $health }
record-told-microsoft = { $health }, as Microsoft said { $at }
record-told-file = { $health }, as a directory file of { $at } says
record-reason = : “{ $reason }”
record-row = :warning: partner on record: { $health }
record-next = Microsoft refuses changes of seats, term and billing until Partner Center has a valid partner on record. This bot never writes it.
record-renews = renews { $at }
record-refused = :warning: { $count ->
    [one] *One subscription* has no valid partner on record: Microsoft refuses changes of its seats.
   *[other] *{ $count } subscriptions* have no valid partner on record: Microsoft refuses changes of their seats.
}
record-refused-show = Show them
record-refused-none = *{ $customer }* has no subscription whose partner on record is missing or not valid.
record-refused-range = *{ $customer }* · { $first }–{ $last } of { $matching } without a valid partner on record ({ $total } in all)

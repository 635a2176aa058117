# /relationships: requests and where they stand. Titles and buttons at most 24 characters.
relations-summary = See relationship requests, what each waits for, and follow them up
relations-usage = [mine|waiting|all] [state] [>days] [@owner] [name]
relations-example = /relationships waiting
relations-shortcut = Relationship requests
relations-title = Relationship requests
relations-detail-title = Relationship request
relations-trail-title = Full history
relations-confirm-title = Confirm established
relations-confirm-submit = Established
relations-scope-waiting = Waiting for me ({ $count })
relations-scope-mine = Mine
relations-scope-all = All
relations-any-state = Any state
relations-state-link-ready = Not sent yet
relations-state-pending = Pending
relations-state-established = Established
relations-state-declined = Declined
relations-state-expired = Expired
relations-state-withdrawn = Withdrawn
relations-state-superseded = Replaced
relations-any-age = Any age
relations-older = { $days ->
    [one] Older than a day
   *[other] Older than { $days } days
}
relations-owner-placeholder = Looked after by
relations-search = Customer or reseller
relations-none = Nothing here. Microsoft shows no list of pending requests; what is asked with `/request-relationship` appears here, with its age and what comes next.
relations-none-fit = No request fits. Change the filters, or show all.
relations-range = { $first }–{ $last } of { $total }
relations-open = Open
relations-previous = Previous
relations-next = Next
relations-clear = Show all
relations-target = *{ $target }*
relations-between = *{ $target }* with *{ $reseller }*
relations-row = { $state } { $about }
    { $kind }
relations-facts = { $days ->
    [0] less than a day old
    [one] one day old
   *[other] { $days } days old
}, looked after by { $owner }
relations-mark-draft = :pencil: Draft
relations-mark-link-ready = :pencil: Not sent
relations-mark-pending = :hourglass_flowing_sand: Pending
relations-mark-established = :white_check_mark: Established
relations-mark-late = :white_check_mark: Accepted late
relations-mark-declined = :no_entry_sign: Declined
relations-mark-expired = :alarm_clock: Expired
relations-mark-withdrawn = :leftwards_arrow_with_hook: Withdrawn
relations-mark-superseded = :leftwards_arrow_with_hook: Replaced
relations-next-draft = Next: send it and press Done
relations-next-pending = Next: reminder { $reminder }, expires { $due }
relations-next-stopped = No reminders; expires { $due }
relations-next-established = Since { $at }; nothing to do
relations-next-late = Since { $at }, after the request had ended here; nothing to do
relations-next-declined = { $at }; request it again if that changes
relations-next-expired = { $at }; request it again if it is still wanted
relations-next-withdrawn = { $at }; the link itself keeps working
relations-next-superseded = { $at }; the newer request goes on
relations-back = Back to the list
relations-trail = Full history
relations-trail-more = { $count ->
    [one] and one older event
   *[other] and { $count } older events
} in `audit export`
relations-view-only = Your roles let you look at this request, not change it.
relations-confirm = Confirm established
relations-confirm-late = It was accepted after all
relations-confirm-about = Microsoft tells nobody of an acceptance. Confirm it once you see the relationship in Partner Center; everyone who waits for it is told at once.
relations-decline = Declined
relations-decline-sure = They said no? Whoever waits for this request is told. Microsoft gives no sign of it, so it counts only because you say so.
relations-withdraw = Withdraw
relations-withdraw-sure = The request ends here. The link itself keeps working: if they accept after all, confirm it here.
relations-again = Request again
relations-snooze = *Remind me later*
relations-snooze-hour = In 1 hour
relations-snooze-morning = Tomorrow 9:00
relations-stop = Stop reminders
relations-give = *Looked after by* { $owner }. Hand it to someone else:
relations-give-placeholder = Choose a person
relations-snoozed = :zzz: *Snoozed.* No reminder before the time below.
relations-stopped = :no_bell: *Reminders are stopped.* It still expires when it is due; snooze it to be reminded again.
relations-declined = :no_entry_sign: *Noted as declined.* Whoever waits for it is told.
relations-withdrawn = :leftwards_arrow_with_hook: *Withdrawn.*
relations-given = :handshake: *Handed over.* The new owner is told.
relations-confirmed = :white_check_mark: *Established.* Everyone concerned is told.
relations-owner-may-not = Nothing was changed: this person may not make such requests and so could not follow it up. Choose someone who has the role.
relations-bad-until = Choose a time in the next { $days } days.
relations-tenant = Tenant id of who accepted
relations-tenant-hint = A GUID: Partner Center shows it as the customer's Microsoft ID, or as the reseller's tenant.
relations-domain = Primary domain
relations-mpn = PartnerID (MPN)
relations-country = Country
relations-country-hint = Two letters, like ES; leave empty when unknown.
relations-ends = The privileges end on
relations-ends-hint = As Partner Center shows it; at most two years from now.
relations-extends = Auto extend
relations-extends-label = On: Microsoft prolongs them by six months each time
relations-bad-tenant = Write the tenant id as a GUID, like 22222222-0000-4000-8000-000000000001.
relations-bad-domain = Write a domain, like contoso.onmicrosoft.com.
relations-bad-mpn = Write the PartnerID in digits, like 4000001.
relations-bad-country = Write two letters, like ES, or leave it empty.
relations-bad-end = Choose a day from tomorrow on, at most two years from now.
relations-by-itself = the bot itself
relations-event-created = *Created*
relations-event-link-ready = *Link and text drafted*
relations-event-text-edited = *Text changed*
relations-event-pending = *Sent*
relations-event-resent = *Sent again*
relations-event-reminded = *Reminded*
relations-event-snoozed = *Snoozed*
relations-event-reminders-stopped = *Reminders stopped*
relations-event-handed-over = *Handed over*
relations-event-established = *Established*
relations-event-declined = *Declined*
relations-event-expired = *Expired*
relations-event-withdrawn = *Withdrawn*
relations-event-superseded = *Replaced by a newer request*
relations-event-to = Sent to: { $recipient }
relations-event-owner = Looked after by: { $owner }
relations-event-until = Next reminder: { $until }
relations-event-escalated = The team's channel was reminded too

# /relationships: requests and where they stand. Titles and buttons at most 24 characters.
relationships-summary = See relationship requests, what each waits for, and follow them up
relationships-usage = [mine|waiting|all] [state] [>days] [@owner] [name] | standing [name] | departures | access | record | report
relationships-example = /relationships waiting
relationships-shortcut = Relationship requests
relationships-title = Relationship requests
relationships-detail-title = Relationship request
relationships-trail-title = Full history
relationships-confirm-title = Mark as accepted
relationships-scope-waiting = Waiting for me ({ $count })
relationships-scope-mine = Mine
relationships-scope-all = All
relationships-any-state = Any state
relationships-state-link-ready = Not sent yet
relationships-state-pending = Pending
relationships-state-established = Established
relationships-state-declined = Declined
relationships-state-expired = Expired
relationships-state-withdrawn = Withdrawn
relationships-state-superseded = Replaced
relationships-any-age = Any age
relationships-older = { $days ->
    [one] Older than a day
   *[other] Older than { $days } days
}
relationships-owner-placeholder = Looked after by
relationships-search = Customer or reseller
relationships-none = Nothing here. Microsoft shows no list of pending requests; what is asked with `/request-relationship` appears here, with its age and what comes next.
relationships-none-fit = No request fits. Change the filters, or show all.
relationships-range = { $first }–{ $last } of { $total }{ $more ->
    [yes] +
   *[no] { "" }
}
relationships-open = Open
relationships-previous = Previous
relationships-next = Next
relationships-clear = Show all
relationships-target = *{ $target }*
relationships-between = *{ $target }* with *{ $reseller }*
relationships-row = { $state } { $about }
    { $kind }
relationships-facts = { $days ->
    [0] less than a day old
    [one] one day old
   *[other] { $days } days old
}, looked after by { $owner }
relationships-mark-draft = :pencil: Draft
relationships-mark-link-ready = :pencil: Not sent
relationships-mark-pending = :hourglass_flowing_sand: Pending
relationships-mark-partly = :large_yellow_circle: Partly accepted
relationships-mark-established = :white_check_mark: Established
relationships-mark-late = :white_check_mark: Accepted late
relationships-mark-declined = :no_entry_sign: Declined
relationships-mark-expired = :alarm_clock: Expired
relationships-mark-withdrawn = :leftwards_arrow_with_hook: Withdrawn
relationships-mark-superseded = :leftwards_arrow_with_hook: Replaced
relationships-next-draft = Next: send it and press Done
relationships-next-pending = Next: reminder { $reminder }, expires { $due }
relationships-next-stopped = No reminders; expires { $due }
relationships-next-established = Since { $at }; nothing to do
relationships-next-late = Since { $at }, after the request had ended here; nothing to do
relationships-next-declined = { $at }; request it again if that changes
relationships-next-expired = { $at }; request it again if it is still wanted
relationships-next-withdrawn = { $at }; the link itself keeps working
relationships-next-superseded = { $at }; the newer request goes on
relationships-back = Back to the list
relationships-trail = Full history
relationships-trail-more = { $count ->
    [one] and one older event
   *[other] and { $count } older events
} in `audit export`
relationships-view-only = Your roles let you look at this request, not change it.
relationships-confirm = Mark as accepted
relationships-confirm-about = Microsoft tells nobody of an acceptance. Confirm it once you see the relationship in Partner Center; everyone who waits for it is told at once.
relationships-decline = Mark as declined
relationships-decline-sure = They said no? Whoever waits for this request is told. Microsoft gives no sign of it, so it counts only because you say so.
relationships-withdraw = Withdraw
relationships-withdraw-sure = The request ends here. The link itself keeps working: if they accept after all, confirm it here.
relationships-snooze-hour = Snooze for 1 hour
relationships-snooze-morning = Snooze until tomorrow 9:00
relationships-snooze-at = Snooze until…
relationships-stop = Stop reminders
relationships-give = Hand over…
relationships-give-title = Hand over request
relationships-give-about = *Looked after by* { $owner } now. Whoever takes it over is told, and reminded from then on.
relationships-give-to = Hand over to
relationships-give-placeholder = Choose a person
relationships-snoozed = :zzz: *Snoozed.* No reminder before the time below.
relationships-stopped = :no_bell: *Reminders are stopped.* It still expires when it is due; snooze it to be reminded again.
relationships-declined = :no_entry_sign: *Noted as declined.* Whoever waits for it is told.
relationships-let-go = :wave: *Let go.* It waits for nobody any more.
relationships-withdrawn = :leftwards_arrow_with_hook: *Withdrawn.*
relationships-given = :handshake: *Handed over.* The new owner is told.
relationships-confirmed = :white_check_mark: *Established.* Everyone concerned is told.
relationships-confirmed-partly = :large_yellow_circle: *Noted.* The request waits for the other links.
relationships-links = Accepted links
relationships-choose-links = Choose at least one link.
relationships-domain-known = Recognised by its domain { $domain } once it accepts.
relationships-owner-may-not = Nothing was changed: this person may not make such requests and so could not follow it up. Choose someone who has the role.
relationships-bad-until = Choose a time in the next { $days } days.
relationships-tenant = Tenant id of who accepted
relationships-tenant-hint = A GUID: Partner Center shows it as the customer's Microsoft ID, or as the reseller's tenant.
relationships-domain = Primary domain
relationships-mpn = PartnerID (MPN)
relationships-country = Country
relationships-country-hint = Two letters, like ES; leave empty when unknown.
relationships-ends = The privileges end on
relationships-ends-hint = As Partner Center shows it; at most two years from now.
relationships-extends = Auto extend
relationships-extends-label = On: Microsoft prolongs them by six months each time
relationships-bad-tenant = Write the tenant id as a GUID, like 22222222-0000-4000-8000-000000000001.
relationships-bad-domain = Write a domain, like contoso.onmicrosoft.com.
relationships-bad-mpn = Write the PartnerID in digits, like 4000001.
relationships-bad-country = Write two letters, like ES, or leave it empty.
relationships-bad-end = Choose a day from tomorrow on, at most two years from now.
relationships-event-created = *Created*
relationships-event-link-ready = *Link and text drafted*
relationships-event-text-edited = *Text changed*
relationships-event-changed = *Agreement or note changed*
relationships-event-pending = *Sent*
relationships-event-mailed = *E-mail sent*
relationships-event-mail-failed = *E-mail not sent*
relationships-event-mail-unclear = *Nobody knows if the e-mail left*
relationships-event-answer = The server said: { $answer }
relationships-event-link-accepted = *Accepted in part*
relationships-event-recognised = *Recognised by its domain*
relationships-event-domain-noted = *Domain noted*
relationships-event-links = Accepted: { $links }
relationships-event-domain = Domain: { $domain }
relationships-event-resent = *Sent again*
relationships-event-reminded = *Reminded*
relationships-event-snoozed = *Snoozed*
relationships-event-reminders-stopped = *Reminders stopped*
relationships-event-handed-over = *Handed over*
relationships-event-established = *Established*
relationships-event-declined = *Declined*
relationships-event-expired = *Expired*
relationships-event-let-go = *Let go*
relationships-event-withdrawn = *Withdrawn*
relationships-event-superseded = *Replaced by a newer request*
relationships-event-to = Sent to: { $recipient }
relationships-event-owner = Looked after by: { $owner }
relationships-event-until = Next reminder: { $until }
relationships-event-escalated = The team's channel was reminded too

# An invitation was accepted: what can be done now.
accepted-now = :tada: *{ $kind }* for *{ $target }*: accepted and established
accepted-partly = :large_yellow_circle: *{ $kind }* for *{ $target }*: accepted in part
accepted-late = :tada: *{ $kind }* for *{ $target }*: accepted late, after the request had ended here; it is established now
accepted-lacks = *{ $reseller }* is not in the list of support contacts for *{ $customer }* yet:
accepted-lacks-more = { $count ->
    [one] One more thing is missing, too.
   *[other] { $count } more things are missing, too.
}
accepted-listed = *{ $reseller }* is in the list of support contacts for *{ $customer }* now. `/assign-support` chooses it.
accepted-partnership = *{ $reseller }* is one of our resellers now. With a customer’s relationship and admin privileges it can be chosen as support contact.
accepted-ours = *{ $customer }* is our customer now, supported by *{ $provider }* until somebody else is chosen with `/assign-support`.

# The relationships themselves.
standing-title = Relationships
standing-none = The directory has no relationships yet. They come with an import or from Partner Center.
standing-none-fit = No customer or partner of this name has a relationship. Try a part of the name, or empty the field to see all.
standing-more = The name fits more than is looked at; write more of it.
standing-direct = *{ $customer }* · reseller relationship with us
standing-between = *{ $customer }* with *{ $partner }* · reseller relationship
standing-since = :white_check_mark: Established { $at }
standing-since-undated = :white_check_mark: Established; since when is not known
standing-removed = :no_entry_sign: Removed { $at }
standing-removed-undated = :no_entry_sign: Removed; when is not known
standing-privileges-none = No admin privileges
standing-privileges-dap = Admin privileges: DAP, without an end
standing-privileges-gdap = Admin privileges: GDAP
standing-privileges-attested = Admin privileges: attested by a person
standing-privileges-unknown = Admin privileges not known
standing-as-of-partner-center = Partner Center says so since { $at }
standing-as-of-import = From a directory file of { $at }
standing-as-of-unknown = As of when is not known

# The line of time of a request.
timeline-title = *Timeline*
timeline-done = ● { $at } · { $said }
timeline-asked = *Asked*
timeline-pending = *Sent*
timeline-resent = { $count ->
    [one] *Sent again*
   *[other] *Sent again*, { $count } times by then
}
timeline-reminded = { $count ->
    [one] *Reminded*
   *[other] *Reminded*, { $count } times by then
}
timeline-link-accepted = *Accepted:* { $links }
timeline-established = *Established*
timeline-established-links = *Accepted:* { $links } · *Established*
timeline-declined = *Declined*
timeline-expired = *Expired*
timeline-withdrawn = *Withdrawn*
timeline-superseded = *Replaced by a newer request*
timeline-let-go = *Let go*
timeline-lacks = ○ Not accepted yet: { $links }
timeline-due = ○ { $due } · Expires

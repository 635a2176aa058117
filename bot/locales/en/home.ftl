# App Home and what people choose there. Titles and buttons at most 24 characters, headings 150.
home-title = Support contacts
home-about = Here you decide who gives technical support for each of your customers' subscriptions: your organisation or a reseller.
    This page lists what waits for you, what you asked for, privileges that end soon, and what the team did.
    Every command answers `help`; nothing changes before you press Submit.
home-come-back = When you have a role, open this tab again.
home-waiting = Waiting for me ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-waiting-none = :white_check_mark: Nothing waits for you.
home-start-assign = Begin with *Assign support contact*: choose a customer, its subscriptions and who supports them.
home-start-view = Begin with `/support-contact` and a customer's name to see who supports what.
home-start-request = Begin with *Request relationship*: invite a reseller to work with you.
home-asked = Asked by me, followed up by others ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-assigned-title = My latest assignments
home-expiring = Admin privileges that end soon ({ $count }{ $more ->
    [yes] +
   *[no] { "" }
})
home-recent = Lately in the team
home-recent-none = No changes yet. The first assignment will appear here.
home-range = { $first }–{ $last } of { $total }{ $more ->
    [yes] +
   *[no] { "" }
}
home-refresh = Refresh
home-settings = Settings
home-updated = Updated { $at }
home-age = { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
}
home-left = { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
}
home-name = *{ $name }*
home-customers = { $count } customers
home-owner = With { $owner } now.
home-lost = :warning: *{ $subscription }* ({ $customer }): the basis of *{ $contact }* as support contact is gone. Assigned { $age }.
home-review = :hourglass_flowing_sand: { $count ->
    [one] One subscription of *{ $customer }* is
   *[other] { $count } subscriptions of *{ $customer }* are
} with *{ $contact }* now: review due. Submitted { $age }.
home-job = :hourglass_flowing_sand: { $count ->
    [one] One support contact was
   *[other] { $count } support contacts were
} assigned in one go, finished { $age }. Look over the result in our conversation, then close the review.
home-expired = :alarm_clock: *{ $kind }*: { $target }, sent { $age }, expired without an answer. Ask again, or let it go.
home-expired-partly = :alarm_clock: *{ $kind }*: { $target }, sent { $age }, expired with a part accepted. Ask again for what lacks, or let it go.
home-drafted = :pencil2: *{ $kind }*: { $target }, text drafted { $age }, not sent yet.
home-pending = :outbox_tray: *{ $kind }*: { $target }, sent { $age }, no answer yet; expires { $due }.
home-pending-partly = :outbox_tray: *{ $kind }*: { $target }, sent { $age }; expires { $due }.
home-assigned = *{ $contact }*: { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
} of *{ $customer }*, { $age } · { $state }
home-expiring-line = :calendar: *{ $partner }* with *{ $customer }*: the privileges (GDAP) end { $left }, { $ends }. { $count ->
    [one] One support contact rests on them.
   *[other] { $count } support contacts rest on them.
}
home-event-contact-assigned = { $at }: { $by } made *{ $contact }* the support contact of { $count ->
    [one] a subscription
   *[other] { $count } subscriptions
} of { $about }
home-event-contact-observed = { $at }: *{ $contact }* was seen to support { $count ->
    [one] a subscription
   *[other] { $count } subscriptions
} of { $about }
home-event-contact-invalidated = { $at }: the basis of *{ $contact }* for { $count ->
    [one] a subscription
   *[other] { $count } subscriptions
} of { $about } was lost
home-event-request-pending = { $at }: { $by } sent the invitation to { $about }
home-event-request-established = { $at }: { $about } accepted, the relationship is established
home-event-request-declined = { $at }: { $about } declined the invitation
home-event-request-expired = { $at }: the invitation to { $about } expired
home-event-request-withdrawn = { $at }: { $by } withdrew the invitation to { $about }
home-no-role = *Nothing here is open to you yet.*
home-ready = :arrow_forward: *{ $contact }* can support { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
} of *{ $customer }* now: submit it. Proposed { $age }.
home-event-contact-restored = { $at }: *{ $contact }* supports { $count ->
    [one] a subscription
   *[other] { $count } subscriptions
} of { $about } on a sound basis again
home-event-relationship-removed = { $at }: { $by } removed the relationship of { $about } with *{ $contact }*
home-event-relationship-removed-own = { $at }: { $by } removed our relationship with { $about }
home-event-partnership-removed = { $at }: { $by } removed the partnership with *{ $contact }*

settings-title = My settings
settings-save = Save
settings-hour = Reminders at
settings-hour-usual = As usual (09:00)
settings-hour-hint = One message a day at the most, only when something is due.
settings-quiet = Quiet days
settings-quiet-hint = No reminders on these days; weekends are always quiet.
settings-language = Language
settings-language-usual = As in my Slack profile
settings-zone = Your time zone, from your Slack profile: { $zone }
settings-bad-hour = Choose an hour between 0 and 23.
settings-all-quiet = Leave at least one working day for reminders. To hear no more of one request, stop its own reminders.
settings-bad-language = Choose one of the languages in the list.
settings-elsewhere = You saved your settings elsewhere at this moment. Nothing was changed; open them again to see what holds.
# Absence: who stands in, in the settings, in Home, and as told.
absence-stand-in = Out of office: stand-in
absence-stand-in-hint = Reminders, reviews and waiting assignments go there while you are away. Leave all three empty when you are here.
absence-first = Away from
absence-last = Last day away
absence-whom = Choose who stands in for you, or clear the dates.
absence-oneself = You cannot stand in for yourself. Choose somebody else.
absence-may-not = This person has no role here and could do nothing in your place. Choose somebody who has one.
absence-away-too = This person is away, too, until { $until }. Choose somebody who is here.
absence-bad-last = Choose the last day: today or later, and not before the first.
absence-too-long = Choose a last day within the next { $days } days; note it again later.
absence-own = :palm_tree: { $by } stands in for you from { $first } to { $last }.
absence-instead = :palm_tree: *For { $owner }*, away until { $last }: { $count ->
    [0] nothing waits
    [one] one thing waits
   *[other] { $count } things wait
}. What you do for them is noted with both names.
absence-for = (For { $owner }, who is away.)
absence-named = :palm_tree: { $owner } is away from { $first } to { $last } and named you as stand-in. Their reminders, reviews and waiting assignments come to you then. App Home shows them.
absence-refused = :warning: { $by } has no role any more and no longer stands in for { $owner }. Reminders go to { $owner } again until somebody else is named in App Home.
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
# The four numbers and the bar at the top. The marks of the bar stand before the words for them.
desk-requests = *{ $count }*
    { $count ->
    [one] request without an answer
   *[other] requests without an answer
}
desk-established = *{ $count }*
    accepted in the last 7 days
desk-ends = *{ $count }*
    { $count ->
    [one] GDAP that ends within 30 days, without auto-extend
   *[other] GDAP that end within 30 days, without auto-extend
}
desk-record = *{ $count }*
    { $count ->
    [one] subscription without a partner on record that Microsoft takes
   *[other] subscriptions without a partner on record that Microsoft takes
}
desk-bar = { $count ->
    [one] *Who supports our customers' one subscription*
   *[other] *Who supports our customers' { $count } subscriptions*
}
desk-resellers = { $mark } *{ $share }* ({ $count }) resellers
desk-ours = { $mark } *{ $share }* ({ $count }) us, as somebody chose
desk-unset = { $mark } *{ $share }* ({ $count }) nobody chose, so by default us
desk-reseller = { $name } { $share }
desk-others = { $count ->
    [one] one more { $share }
   *[other] { $count } more { $share }
}
desk-share = { $share }%
desk-share-little = under 1%
desk-at = Counted { $at }.

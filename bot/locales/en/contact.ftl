# /support-contact: who supports what. Titles and buttons at most 24 characters.
contact-summary = See who supports which of a customer's subscriptions, since when, and how to reach them
contact-usage = [customer]
contact-example = Contoso
contact-shortcut = Look up support contact
contact-title = Support contacts
contact-customer = Customer
contact-customer-placeholder = Name, domain or tenant id
contact-customer-missing = Choose a customer from the list.
contact-find = Find one subscription
contact-find-placeholder = Part of its name, offer, customer or id
contact-filter = Filter by subscription or reseller
contact-show = Show
contact-show-all = Show all
contact-several = { $count } customers match “{ $query }”. Which one?
contact-many = More than { $count } customers match “{ $query }”. These are the closest; for another one, search below.
contact-several-subscriptions = No customer matches “{ $query }”, but { $count } subscriptions do. Which one?
contact-many-subscriptions = No customer matches “{ $query }”, but more than { $count } subscriptions do. These are the closest; for another one, search below.
contact-unknown = Neither a customer nor a subscription matches “{ $query }”. Check the spelling, try a part of the name or the domain, or search below.
contact-directory-empty = The directory has no customers yet. Ask the engineer who runs this bot to import them (`directory import`).
contact-match-subscription = *{ $name }* · { $customer }
contact-match-customer = *{ $name }* · { $domain }
contact-no-subscriptions = *{ $customer }* has no subscriptions in the directory. New ones appear after the next import; if some should be here, ask the engineer who runs this bot.
contact-no-match = { $total ->
    [one] The only subscription of *{ $customer }* does not match “{ $query }”. Try a shorter word, or show it.
   *[other] None of the { $total } subscriptions of *{ $customer }* matches “{ $query }”. Try a shorter word, or show all.
}
contact-range = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · { $first }–{ $last } of { $total } subscriptions
}
contact-range-filtered = { $matching ->
    [one] *{ $customer }* · one of { $total } subscriptions matches “{ $query }”
   *[other] *{ $customer }* · { $first }–{ $last } of { $matching } that match “{ $query }” ({ $total } in all)
}
contact-one-of = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · one of { $total } subscriptions
}
contact-subscription = *{ $name }*
contact-offer = { $offer } · { $status }
contact-designated = *Designated support contact*
    {""}*{ $contact }*, { $source }
    Phone: { $phone }
    E-mail: { $email }
    Site: { $site }
contact-none-possible = *Designated support contact*
    None. { $why }
contact-on-record = *Partner on record (PartnerID)*
    { $partner } · PartnerID { $id }
contact-on-record-unnamed = *Partner on record (PartnerID)*
    PartnerID { $id }, which no partner of the directory has
contact-on-record-none = *Partner on record (PartnerID)*
    None recorded
contact-attention-applied = :hourglass: In force, waiting for review
contact-attention-invalidated = :warning: The basis of this contact was lost: choose another one
contact-history = History
contact-change = Change
contact-previous = Previous
contact-next = Next
contact-history-subject = *{ $name }* · { $customer }
contact-history-range = { $total ->
    [one] One event
   *[other] { $first }–{ $last } of { $total } events, newest first
}
contact-history-none = Nobody has changed the support contact of this subscription.
contact-history-default = *{ $provider }* was the default from the start, { $since }.
contact-history-default-undated = *{ $provider }* was the default from the start; when that was is not known.
contact-event-contact-assigned = *Assigned*
contact-event-contact-observed = *Seen changed in Partner Center or an import*
contact-event-contact-reviewed = *Reviewed and closed*
contact-event-contact-invalidated = *Basis lost*
contact-event-other = *{ $action }*
contact-event-who = { $what } { $at } by { $by }
contact-event-from = From: { $partner }
contact-event-to = To: { $partner }
contact-event-state = State: { $state }
contact-event-why = Why: { $text }
contact-event-agreement = Support agreement: { $text }
contact-event-failure = Failed: { $text }
contact-event-reference = Reference: { $reference }
contact-by-import = the directory import
assignment-state-proposed = proposed
assignment-state-waiting-relationship = waiting for a relationship
assignment-state-ready = ready to submit
assignment-state-submitted = being written
assignment-state-applied = in force, waiting for review
assignment-state-closed = in force, reviewed and closed
assignment-state-failed = refused
assignment-state-cancelled = dropped
assignment-state-superseded = replaced by a later change
assignment-state-invalidated = basis lost, needs action

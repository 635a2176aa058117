# /support-contact: who supports what. Titles and buttons at most 24 characters.
support-contact-summary = See who supports which of a customer's subscriptions, since when, and how to reach them
support-contact-usage = [customer]
support-contact-example = Contoso
support-contact-shortcut = Look up support contact
support-contact-title = Support contacts
support-contact-customer = Customer
support-contact-customer-placeholder = Name, domain or tenant id
support-contact-customer-missing = Choose a customer from the list.
support-contact-find = Find one subscription
support-contact-find-placeholder = Part of its name, offer, customer or id
support-contact-filter = Filter by subscription or reseller
support-contact-show-all = Show all
support-contact-several = { $count } customers match “{ $query }”. Which one?
support-contact-many = More than { $count } customers match “{ $query }”. These are the closest; for another one, search below.
support-contact-several-subscriptions = No customer matches “{ $query }”, but { $count } subscriptions do. Which one?
support-contact-many-subscriptions = No customer matches “{ $query }”, but more than { $count } subscriptions do. These are the closest; for another one, search below.
support-contact-unknown = Neither a customer nor a subscription matches “{ $query }”. Check the spelling, try a part of the name or the domain, or search below.
support-contact-directory-empty = The directory has no customers yet. Ask the engineer who runs this bot to import them (`directory import`).
support-contact-match-subscription = *{ $name }* · { $customer }
support-contact-match-customer = *{ $name }* · { $domain }
support-contact-no-subscriptions = *{ $customer }* has no subscriptions in the directory. New ones appear after the next import; if some should be here, ask the engineer who runs this bot.
support-contact-no-match = { $total ->
    [one] The only subscription of *{ $customer }* does not match “{ $query }”. Try a shorter word, or show it.
   *[other] None of the { $total } subscriptions of *{ $customer }* matches “{ $query }”. Try a shorter word, or show all.
}
support-contact-range = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · { $first }–{ $last } of { $total } subscriptions
}
support-contact-range-filtered = { $matching ->
    [one] *{ $customer }* · one of { $total } subscriptions matches “{ $query }”
   *[other] *{ $customer }* · { $first }–{ $last } of { $matching } that match “{ $query }” ({ $total } in all)
}
support-contact-one-of = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · one of { $total } subscriptions
}
support-contact-subscription = *{ $name }*
support-contact-offer = { $offer } · { $status }
support-contact-designated = *Designated support contact*
    {""}*{ $contact }*, { $source }
    Phone: { $phone }
    E-mail: { $email }
    Site: { $site }
support-contact-none-possible = *Designated support contact*
    None. { $why }
support-contact-on-record = *Partner on record (PartnerID)*
    { $partner } · PartnerID { $id }
support-contact-on-record-unnamed = *Partner on record (PartnerID)*
    PartnerID { $id }, which no partner of the directory has
support-contact-on-record-none = *Partner on record (PartnerID)*
    None recorded
support-contact-attention-applied = :hourglass: In force, waiting for review
support-contact-attention-invalidated = :warning: The basis of this contact was lost: choose another one
support-contact-history = History
support-contact-change = Change
support-contact-previous = Previous
support-contact-next = Next
support-contact-history-subject = *{ $name }* · { $customer }
support-contact-history-range = { $total ->
    [one] One event
   *[other] { $first }–{ $last } of { $total } events, newest first
}
support-contact-history-none = Nobody has changed the support contact of this subscription.
support-contact-history-default = *{ $provider }* was the default from the start, { $since }.
support-contact-history-default-undated = *{ $provider }* was the default from the start; when that was is not known.
support-contact-event-contact-assigned = *Assigned*
support-contact-event-contact-observed = *Seen changed in Partner Center or an import*
support-contact-event-contact-reviewed = *Reviewed and closed*
support-contact-event-contact-invalidated = *Basis lost*
support-contact-event-contact-restored = *Basis back*
support-contact-event-contact-proposed = *Proposed, to wait until everything is in place*
support-contact-event-assignment-ready = *Ready: everything is in place*
support-contact-event-assignment-cancelled = *Dropped without a change*
support-contact-event-from = From: { $partner }
support-contact-event-to = To: { $partner }
support-contact-event-state = State: { $state }
support-contact-event-agreement = Support agreement: { $text }
assignment-state-waiting-relationship = waiting for a relationship
assignment-state-ready = ready to submit
assignment-state-submitted = being written
assignment-state-applied = in force, waiting for review
assignment-state-closed = in force, reviewed and closed
assignment-state-cancelled = dropped
assignment-state-superseded = replaced by a later change
assignment-state-invalidated = basis lost, needs action
drift-headline = { $count ->
    [one] :warning: *A support contact that was assigned here is another one in Partner Center*, as the latest import saw it. Ours follows.
   *[other] :warning: *{ $count } support contacts that were assigned here are others in Partner Center*, as the latest import saw them. Ours follow.
}
drift-line = • { $subscription } ({ $customer }): from { $former }, assigned by { $by }, to *{ $contact }*
drift-next = If that was not meant, choose the contact again with `/assign-support`, and set it in Partner Center too.

# /support-contact: who supports what. Titles and buttons at most 24 characters.
support-contact-summary = See who supports which of a customer's subscriptions, since when, and how to reach them
support-contact-usage = [customer or reseller]
support-contact-example = Contoso
support-contact-shortcut = Support contacts
support-contact-title = Support contacts
support-contact-find-placeholder = Name, domain or ID
support-contact-find-own = This customer
support-contact-find-words = { $count ->
    [one] The one that matches “{ $query }”
   *[other] All { $count } that match “{ $query }”
}
support-contact-find-customers = Customers
support-contact-find-customers-more = Customers: the first { $count }, type more to narrow
support-contact-find-subscriptions = Subscriptions
support-contact-find-subscriptions-more = Subscriptions: the first { $count }, type more to narrow
support-contact-show-all = Show all
support-contact-several = { $count } customers match “{ $query }”. Which one?
support-contact-many = More than { $count } customers match “{ $query }”. These are the closest; for another one, search above.
support-contact-several-subscriptions = No customer matches “{ $query }”, but { $count } subscriptions do. Which one?
support-contact-many-subscriptions = No customer matches “{ $query }”, but more than { $count } subscriptions do. These are the closest; for another one, search above.
support-contact-unknown = No customer, reseller or subscription matches “{ $query }”. Check the spelling, try a part of the name or the domain, or search above.
support-contact-directory-empty = The directory has no customers yet. Ask the engineer who runs this bot to import them (`directory import`).
support-contact-match-subscription = *{ $name }* · { $customer }
support-contact-match-customer = *{ $name }* · { $domain }
support-contact-no-subscriptions = *{ $customer }* has no subscriptions in the directory. New ones appear after the next import; if some should be here, ask the engineer who runs this bot.
support-contact-no-match = { $total ->
    [one] The only subscription of *{ $customer }* does not match “{ $query }”. Try a shorter word, or show it.
   *[other] None of the { $total } subscriptions of *{ $customer }* matches “{ $query }”. Try a shorter word, or show all.
}
support-contact-range-whole = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · { $total } subscriptions
}
support-contact-range = *{ $customer }* · { $first }–{ $last } of { $total } subscriptions
support-contact-range-filtered = { $matching ->
    [one] *{ $customer }* · one of { $total } subscriptions matches “{ $query }”
   *[other] *{ $customer }* · { $first }–{ $last } of { $matching } that match “{ $query }” ({ $total } in all)
}
support-contact-one-of = { $total ->
    [one] *{ $customer }* · the only subscription
   *[other] *{ $customer }* · one of { $total } subscriptions
}
support-contact-subscription = *{ $name }*
support-contact-quantity = { $count ->
    [one] one licence
   *[other] { $count } licences
}
support-contact-started = since { $since }
support-contact-id = ID: `{ $id }`
support-contact-tally-reseller = { $count } { $contact }
support-contact-tally-more = { $count } with { $partners ->
    [one] one other
   *[other] { $partners } others
}
support-contact-tally-ourselves = { $count } us
support-contact-tally-nobody = { $count } none
support-contact-group = *{ $contact }*
support-contact-group-ourselves = *{ $contact }* (us)
support-contact-group-nobody = *Can have no support contact*
support-contact-no-phone = phone unknown
support-contact-no-email = e-mail unknown
support-contact-no-site = site unknown
support-contact-default = since { $since }
support-contact-assigned = assigned { $since } by { $by }
support-contact-observed = seen { $since } in Partner Center or an import
support-contact-designated = *Designated support contact*
    {""}*{ $contact }*, { $source }
    Phone: { $phone }
    E-mail: { $email }
    Site: { $site }
support-contact-none-possible = *Designated support contact*
    None. { $why }
support-contact-ended = Until { $at }: { $contact } · { $why }
support-contact-ended-short = until { $at } { $contact }
support-contact-on-record = *Partner on record (PartnerID)*
    { $partner } · PartnerID { $id }
support-contact-on-record-unnamed = *Partner on record (PartnerID)*
    PartnerID { $id }, which no partner of the directory has
support-contact-on-record-none = *Partner on record (PartnerID)*
    None recorded
support-contact-kept-here = Kept here: of new commerce, usage and software Microsoft has no support contact, so no page of theirs shows it.
kept-here-new-commerce = kept here; Microsoft has no support contact for new commerce
kept-here-usage = kept here; Microsoft has no support contact for usage-based subscriptions
kept-here-software = kept here; Microsoft has no support contact for software
kept-here-short-new-commerce = kept here (new commerce)
kept-here-short-usage = kept here (usage)
kept-here-short-software = kept here (software)
support-contact-on-record-unsaid = *Partner on record (PartnerID)*
    Neither Partner Center nor a file says
support-contact-attention-applied = :hourglass: In force, waiting for review
support-contact-attention-invalidated = :warning: The basis of this contact was lost: choose another one
support-contact-history = History
support-contact-change = Change
support-contact-assign = Assign
support-contact-details = Details
support-contact-previous = Previous
support-contact-next = Next
support-contact-history-subject = *{ $name }* · { $customer }
support-contact-history-range = { $total ->
    [one] One event
   *[other] { $first }–{ $last } of { $total }{ $more ->
        [yes] +
       *[no] { "" }
    } events, newest first
}
support-contact-history-older = Older events are not listed here. *Export* has up to { $most }.
support-contact-history-none = Nobody has changed the support contact of this subscription.
support-contact-history-default = *{ $provider }* was the default from the start, { $since }.
support-contact-history-default-undated = *{ $provider }* was the default from the start; when that was is not known.
support-contact-history-came-with = *{ $contact }* was the contact already when this subscription came into the directory.
support-contact-event-contact-assigned = *Assigned*
support-contact-event-contact-observed = *Seen changed in Partner Center or an import*
support-contact-event-contact-reviewed = *Reviewed and closed*
support-contact-event-contact-invalidated = *Basis lost*
support-contact-event-contact-restored = *Basis back*
support-contact-event-contact-ended = *Ended with its subscription*
support-contact-event-why = Why: { $why }
support-contact-event-contact-proposed = *Proposed, to wait until everything is in place*
support-contact-event-assignment-ready = *Ready: everything is in place*
support-contact-event-assignment-cancelled = *Dropped without a change*
support-contact-event-from = From: { $partner }
support-contact-event-to = To: { $partner }
support-contact-event-state = State: { $state }
assignment-state-waiting-relationship = waiting for a relationship
assignment-state-ready = ready to submit
assignment-state-submitted = being written
assignment-state-applied = in force, waiting for review
assignment-state-closed = in force, reviewed and closed
assignment-state-gone = subscription deleted
assignment-state-ended = ended with its subscription
assignment-state-cancelled = dropped
assignment-state-superseded = replaced by a later change
assignment-state-invalidated = basis lost, needs action
drift-title = Contacts changed outside
drift-one = :warning: *Partner Center has another support contact than assigned here*, and ours follows. { $move }
drift-many = :warning: *Partner Center has { $count } other support contacts than assigned here*, and ours follow: { $names }
drift-name = { $subscription } ({ $customer })
drift-move = { $subscription } ({ $customer }): from { $former }, assigned by { $by }, to *{ $contact }*
drift-next = If that was not meant, choose the contact again with `/assign-support`, and set it in Partner Center too where Microsoft keeps one.

# Contacts that ended with their subscriptions.
ended-title = Contacts that ended
ended-one = :checkered_flag: *{ $contact } no longer supports { $subscription }* ({ $customer }), since { $at }. { $why }
ended-many = :checkered_flag: *{ $count } support contacts ended with their subscriptions*: { $names }
ended-name = { $subscription } ({ $customer })
ended-next = Choose who supports what follows.
ended-successors = Successors
ended-no-successors = Nothing that could follow is in the directory yet: no later subscription of this customer is without a contact.
ended-why-deleted = The subscription was deleted.
ended-why-moved = The subscription went to another customer, whom this partner does not serve.

# Who states what is shown.
support-contact-said-partner-center = From Partner Center, read { $at }
support-contact-said-import = From a directory file of { $at }
support-contact-said-otherwise = The file of { $at } says otherwise: { $field } “{ $value }”. Partner Center counts
support-contact-said-field = { $field ->
    [company_name] name
    [domain] domain
    [relationship_to_partner] relationship
    [friendly_name] name
    [offer_name] offer
    [product_type] kind of product
    [billing_type] billing
    [quantity] quantity
    [status] status
    [partner_id] partner on record
    [creation_date] start
   *[other] entry
 }

# What a reseller supports.
support-contact-find-reseller = This reseller
support-contact-find-filter = What matches “{ $query }”
support-contact-find-resellers = Resellers
support-contact-find-resellers-more = Resellers: the first { $count }, type more to narrow
support-contact-several-parties = { $count } customers and resellers match “{ $query }”. Which one?
support-contact-many-parties = More than { $count } customers and resellers match “{ $query }”. These are the closest; for another one, search above.
support-contact-match-reseller = *{ $name }* · reseller, PartnerID { $mpn }
support-contact-reseller-none = *{ $reseller }* is the support contact of no subscription.
support-contact-reseller-no-match = { $total ->
    [one] The only subscription of *{ $reseller }*’s list does not match “{ $query }”. Try a shorter word, or show all.
   *[other] None of the { $total } subscriptions of *{ $reseller }*’s list matches “{ $query }”. Try a shorter word, or show all.
}
support-contact-reseller-range = { $total ->
    [one] *{ $reseller }* supports one subscription
   *[other] *{ $reseller }* · supports { $first }–{ $last } of { $total } subscriptions, by customer
}
support-contact-reseller-filtered = { $matching ->
    [one] *{ $reseller }* · one of the { $total } subscriptions that it supports matches “{ $query }”
   *[other] *{ $reseller }* · { $first }–{ $last } of { $matching } that match “{ $query }”, out of { $total } that it supports
}
support-contact-reseller-part = It supports more than one list holds: this is one part of it, and numbers and filter are of this part.
support-contact-until = admin privileges (GDAP) { $until }
support-contact-until-unrelated = :warning: no established relationship with this customer
support-contact-further = Next part
support-contact-beginning = From the start
support-contact-near = Nothing matches “{ $query }”. Did you mean …
support-contact-by-reference = “{ $query }” is a reference. This is what names it.

names-edit = Edit names
names-title = Names
names-about = People find *{ $name }* by these names, too: in menus, after commands and in files.
names-field = Also called
names-hint = One a line, { $count } at most.
names-from-file = From the directory’s file: { $names }
names-had = Called before: { $names }
names-also = also { $names }
names-former = formerly { $names }
names-saved = :white_check_mark: The names of *{ $name }* are saved.
names-many = { $count } names: five at most.
names-long = “{ $name }” has { $count } characters: 80 at most.
names-unseen = “{ $name }” holds something that cannot be seen. Type it anew.
names-known = “{ $name }” finds it already.
names-changed-meanwhile = Somebody else changed these names meanwhile. Open the form again.
names-gone = This customer or partner is not in the directory any more.

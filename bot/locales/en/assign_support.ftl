assign-summary = Choose who gives technical support for a customer's subscriptions
assign-usage = [customer] [reseller] or [subscription id]
assign-example = Contoso
assign-shortcut = Assign support contact
assign-title = Assign support contact
assign-customer = Customer
assign-customer-placeholder = Name, domain or tenant id
assign-customer-hint = Start typing; accents and capitals do not matter.
assign-several = { $count ->
    [one] One customer matches “{ $query }”: choose it below.
   *[other] { $count } customers match “{ $query }”: choose one below.
}
assign-more-than = More than { $count } customers match “{ $query }”: choose one below, typing more to narrow the list.
assign-none = No customer matches “{ $query }”. Check the spelling, or search by domain.
assign-no-reseller = No reseller matches “{ $query }”. Choose the contact below, or look under “Someone else…”.
assign-several-resellers = “{ $query }” fits { $more ->
    [yes] more than { $count }
   *[no] { $count }
} resellers: choose the contact below.
assign-reseller-known = *{ $contact }* is filled in as contact as soon as you choose the customer.
assign-directory-empty = The directory has no customers yet. Ask the engineer who runs this bot to import them (`directory import`).
assign-subscriptions = Subscriptions
assign-subscriptions-placeholder = One or several
assign-more-lines = { $count ->
    [one] and one more
   *[other] and { $count } more
}
assign-contact = Designated support contact
assign-contact-placeholder = Provider or reseller
assign-group-named = Named on the chosen subscriptions
assign-part-on-record = partner on record
assign-part-present = support contact now
assign-group-possible = Can have a support contact
assign-group-without = Cannot have one
assign-group-impossible = Not yet possible
assign-group-impossible-more = Not yet possible: type more to narrow
assign-group-provider = Indirect provider (default)
assign-group-eligible = Eligible resellers
assign-group-eligible-more = First { $shown } of { $count } eligible resellers: type to narrow
assign-group-else = Not in the list?
assign-someone-else = Someone else…
assign-someone-else-why = Search all resellers and see what is missing
assign-other = Which reseller?
assign-other-placeholder = Name, domain or PartnerID
assign-not-known = Not found? It may have no partnership with us yet.
assign-mpn = PartnerID { $id }
assign-reach = The customer will see: { $ways }
assign-agreed = Agreed with this reseller: { $text }
assign-line = *{ $subscription }*: supported by *{ $contact }* ({ $source })
assign-line-none = *{ $subscription }*: no support contact. { $why }
assign-status = subscription is { $status }
assign-on-record = partner on record: { $partner }
source-default = default since { $since }
source-default-undated = default
source-assigned = assigned { $since } by { $by }
source-assigned-undated = assigned by { $by }
source-observed = seen { $since } in Partner Center or an import
source-observed-undated = seen in Partner Center or an import
assign-changed-meanwhile = *Someone changed this while your form was open.* Nothing was written. Check what holds now, then press Submit to replace it:
assign-no-change = { $count ->
    [one] { $contact } is the support contact of this subscription already. Nothing to change.
   *[other] { $contact } is the support contact of all { $count } subscriptions already. Nothing to change.
}
assign-how-many = Choose between one and { $most } subscriptions.
assign-subscription-gone = One of the subscriptions is no longer this customer's. Choose again.
assign-choose-reseller = Choose the reseller.
assign-not-eligible = *{ $partner } cannot be chosen yet:*
assign-asked = :hourglass: *{ $kind }:* asked { $at } by { $by }, waits for { $target }
assign-asked-unsent = :memo: *{ $kind }:* drafted { $at } by { $by }, not sent yet
assign-waits = { $count ->
    [one] :hourglass: One chosen subscription waits for { $partner }, kept { $at } by { $by }.
   *[other] :hourglass: { $count } chosen subscriptions wait for { $partner }, kept { $at } by { $by }.
}
assign-waits-by-itself = As soon as nothing is missing, that is applied by itself.
assign-waits-told = As soon as nothing is missing, { $by } is told and can submit it.
assign-not-ours = *This customer cannot be served yet:*
assign-replaced-already = Nothing of this change is in force any more, so nothing was put back.
assign-former-not-eligible = The former contact is not eligible any more, so nothing was put back. Assign another contact instead.
assign-put-back = *Put back.* { $count ->
    [one] { $names } has its former support contact again.
   *[other] { $names } have their former support contacts again.
} Choose another contact below, or leave it at that with Cancel.
assign-kept = Not put back, because it was changed again or the former contact is not eligible now: { $names }
assign-request-customer = Request a reseller relationship
assign-request-partnership = Request a partnership
assign-request-relationship = Request a reseller relationship
assign-request-gdap = Request admin privileges
assign-option-now = now { $contact }

check-e1-deleted = The subscription is deleted; it cannot have a support contact.
check-e1-deleted-for = “{ $subscription }” is deleted and cannot have a support contact. Remove it from the selection.
check-e2-new-commerce = Not available for new-commerce subscriptions.
check-e2-new-commerce-for = “{ $subscription }” is a new-commerce subscription; Partner Center has no support contact for those. Remove it from the selection.
check-e2-not-licensed = Only licence-based subscriptions have a support contact.
check-e2-not-licensed-for = “{ $subscription }” is usage-based; only licence-based subscriptions have a support contact. Remove it from the selection.
check-e3-not-our-customer = The customer has no reseller relationship with us; request one first.
check-e5-no-partnership = No active partnership between { $partner } and us.
check-e5-not-a-reseller = { $partner } is not an indirect reseller.
check-e6-mpa-unsigned = { $partner } has not signed the Microsoft Partner Agreement. Ask them to sign it in Partner Center.
check-e6-inactive = { $partner } is not active in the CSP programme. Ask them to re-activate their account.
check-e7-other-region = { $partner } is in another region; partnerships never cross regions.
check-e8-no-relationship = { $partner } has no established relationship with this customer.
check-e9-no-delegated-admin = { $partner } has no delegated admin privileges (DAP or GDAP) with this customer.
check-e9-expired = The delegated admin privileges of { $partner } with this customer have expired.
check-e10-same = { $partner } is the support contact already.
why-e1-deleted = deleted
why-e2-new-commerce = new commerce
why-e2-not-licensed = not licence-based
why-e3-not-our-customer = not our customer
why-e5-no-partnership = no partnership with us
why-e5-not-a-reseller = not an indirect reseller
why-e6-mpa-unsigned = Partner Agreement unsigned
why-e6-inactive = not active in CSP
why-e7-other-region = another region
why-e8-no-relationship = no relationship
why-e9-no-delegated-admin = no admin privileges
why-e9-expired = admin privileges expired
why-e10-same = support contact already

review-title = Review
review-later = Later
review-headline = :white_check_mark: *{ $contact }* is now the designated support contact of { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
} of *{ $customer }*, set by { $by }.
review-headline-past = :leftwards_arrow_with_hook: *{ $contact }* was set as designated support contact of { $count ->
    [one] one subscription
   *[other] { $count } subscriptions
} of *{ $customer }* by { $by }.
review-notice = :white_check_mark: *{ $contact }* is now the designated support contact of *{ $names }* ({ $customer }), set by { $by }.
review-notice-past = :leftwards_arrow_with_hook: *{ $contact }* was set as designated support contact of *{ $names }* ({ $customer }) by { $by }.
review-change = *{ $subscription }*: from { $former } to *{ $contact }*, since { $since }
review-change-past = *{ $subscription }*: from { $former } to { $contact } ({ $state })
review-unchanged = { $count ->
    [one] One chosen subscription had this contact already and was left alone.
   *[other] { $count } chosen subscriptions had this contact already and were left alone.
}
review-seen = *What the customer will see*
    Name: { $name }
    Phone: { $phone }
    E-mail: { $email }
    Site: { $site }
review-missing = not known; ask the partner to complete its support profile
review-next = Check the changes, then press Close. “Not right” puts the former contact back.
review-not-right = Not right
review-not-right-confirm = The subscriptions get their former support contact back, and you can choose again.
review-put-back = Put back
review-kept-some = { $count ->
    [one] one of them kept here; Microsoft has no support contact for it
   *[other] { $count } of them kept here; Microsoft has no support contact for those
}
sentence-after-submit = *For the customer*, once this is submitted:
sentence-after-submit-kept = *For the customer*, once this is submitted. Microsoft shows them nothing of it:
sentence-now = *To tell the customer*
sentence-now-kept = *To tell the customer.* Microsoft shows them nothing of it:
sentence-open-mail = Open in e-mail
sentence-open-mail-empty = Open in e-mail
    (the text is too long for a link: paste it from above)
review-reason = Why: { $text }
review-state-open = :hourglass: In force, waiting for review
review-state-closed = :white_check_mark: Reviewed and closed by { $by } { $at }
review-state-lost = :warning: Basis lost, needs action
review-state-in-force = :white_check_mark: In force
review-state-gone = :wastebasket: The subscription is deleted; there is nothing to review
review-state-ended = :checkered_flag: Ended with its subscription
review-state-dropped = :no_entry_sign: Not assigned
review-state-replaced = :leftwards_arrow_with_hook: Replaced by a later change

error-customer-gone = This customer is no longer in the directory. Search again.
error-partner-gone = This partner is no longer in the directory. Search again.
error-subscription-gone = This subscription is no longer in the directory. Search again.
error-batch-gone = This assignment does not exist.
near-customers = Did you mean { $names }?
assign-message = Assign from message
assign-message-about = Choose who supports the customer that this message names, with its ticket and its address
assign-found = The message names { $names }: check what is filled in below.
assign-found-several = The message may mean { $names }: choose below whom it is about.
assign-found-none = The message names nobody of the directory. Choose below whom it is about.

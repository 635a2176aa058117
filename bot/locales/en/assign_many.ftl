# /assign-many: one decision for many subscriptions.
assign-many-summary = Assign one support contact to many subscriptions, or many from a file
assign-many-usage = [customer]
assign-many-example = Contoso
assign-many-shortcut = Assign many
assign-many-title = Assign many
assign-many-preview-title = Dry run
assign-many-undo-title = Hand back many
assign-many-details-title = What was not done
assign-many-started-title = Started
assign-many-asked-title = Confirmation needed
assign-many-check = Check
assign-many-start = Assign { $count ->
    [one] one contact
   *[other] { $count } contacts
}
assign-many-hand-back = Hand back { $count ->
    [one] one contact
   *[other] { $number } contacts
}
assign-many-ask = Ask for confirmation
assign-many-intro = Check shows first what would happen to each subscription. Nothing is written before you confirm that.
assign-many-which = Which subscriptions
assign-many-which-customer = All subscriptions of a customer
assign-many-which-reseller = All subscriptions of a reseller's customers
assign-many-which-reseller-about = Of customers with an established relationship
assign-many-which-file = The rows of a file
assign-many-which-file-about = CSV, each row with its own support contact
assign-many-customer = Customer
assign-many-reseller = Reseller
assign-many-contact = Designated support contact
assign-many-contact-placeholder = Provider or reseller
assign-many-file = CSV file
assign-many-file-help = *Columns*: `subscriptionId` (or `customer` and `subscription`), and one of `supportTenantId`, `mpnId`, `supportContact`. Other columns are ignored, also those that say who sold; an empty cell changes nothing. Order, capitals and separator do not matter. At most { $rows } rows and { $size } KB, UTF-8.
assign-many-choose-customer = Choose the customer.
assign-many-choose-reseller = Choose the reseller.
assign-many-choose-contact = Choose the designated support contact.
assign-many-choose-file = Add the CSV file.
assign-many-customer-has-none = This customer has no subscriptions in the directory.
assign-many-reseller-has-none = No customer has an established relationship with this reseller, or none of them has subscriptions.
assign-many-too-many = { $count } subscriptions: at most { $most } at once. Use files with a part of them.
assign-many-file-empty = The file is empty. Its first line must name the columns.
assign-many-file-no-rows = The file has a header line but no rows.
assign-many-file-too-many = The file has { $count } rows; at most { $most } are possible. Split it.
assign-many-file-too-large = The file is larger than { $most } KB. Split it.
assign-many-file-workbook = This is an Excel workbook. Save it as “CSV UTF-8” and add that file.
assign-many-file-not-utf8 = Line { $line } is not UTF-8 (byte { $detail }): Excel's plain “CSV” has another encoding. Save the file as “CSV UTF-8” and add that one.
assign-many-file-not-text = The file is no table of text. Save it as “CSV UTF-8” and add that file.
assign-many-file-too-wide = The file has { $detail } columns; at most 1,000 are possible.
assign-many-file-unclosed = A quote that opens in line { $line } is never closed, so nothing after it can be read. Close it, and add the file again.
assign-many-file-columns = The first line must name the columns. Missing: { $faults }.
assign-many-file-columns-sold = { $sold } tells who sold or whose it is, not who shall support. Missing: { $faults }.
assign-many-about-customer = All subscriptions of *{ $about }* to *{ $target }*
assign-many-about-reseller = All subscriptions of the customers of *{ $about }* to *{ $target }*
assign-many-about-file = The rows of *{ $file }*
assign-many-about-undo = Back to the former support contacts, where the change { $job } is still in force
assign-many-dry = *Dry run: nothing is written yet.*
assign-many-counts-ready = { $count ->
    [0] :white_circle: No subscription will change.
    [one] :white_check_mark: *One subscription* will change.
   *[other] :white_check_mark: *{ $count } subscriptions* will change.
}
assign-many-counts-same = { $count ->
    [one] :heavy_minus_sign: One has this support contact already.
   *[other] :heavy_minus_sign: { $count } have this support contact already.
}
assign-many-counts-unasked = { $count ->
    [one] :white_circle: One row names no support contact; nothing changes there.
   *[other] :white_circle: { $count } rows name no support contact; nothing changes there.
}
assign-many-counts-refused = { $count ->
    [one] :no_entry: One cannot be done.
   *[other] :no_entry: { $count } cannot be done.
}
assign-many-counts-changed = { $count ->
    [0] :white_circle: Nothing was changed.
    [one] :white_check_mark: *One subscription* was changed.
   *[other] :white_check_mark: *{ $count } subscriptions* were changed.
}
assign-many-counts-skipped = { $count ->
    [one] :warning: One was left alone, because something changed since the dry run.
   *[other] :warning: { $count } were left alone, because something changed since the dry run.
}
assign-many-counts-left = { $count ->
    [one] :black_square_for_stop: One was not reached.
   *[other] :black_square_for_stop: { $count } were not reached.
}
assign-many-move = *{ $subscriptions }*: { $former } (PartnerID { $formermpn }) → *{ $target }* (PartnerID { $targetmpn }), { $customers ->
    [one] one customer
   *[other] { $customers } customers
}
assign-many-moves-more = { $count ->
    [one] and one more pair of contacts
   *[other] and { $count } more pairs of contacts
}
assign-many-warning-status = { $count ->
    [one] :warning: One that will change has the status “{ $status }”.
   *[other] :warning: { $count } that will change have the status “{ $status }”.
}
assign-many-warning-software = { $count ->
    [one] :warning: One that will change is software; Microsoft shows no support contact there.
   *[other] :warning: { $count } that will change are software; Microsoft shows no support contact there.
}
assign-many-warning-new-commerce = { $count ->
    [one] :pushpin: One that will change is new commerce: kept here; Microsoft has no support contact for it.
   *[other] :pushpin: { $count } that will change are new commerce: kept here; Microsoft has no support contact for them.
}
assign-many-warning-usage = { $count ->
    [one] :pushpin: One that will change is billed by usage: kept here; Microsoft has no support contact for it.
   *[other] :pushpin: { $count } that will change are billed by usage: kept here; Microsoft has no support contact for them.
}
assign-many-ignored = Not read, because they do not say who shall support: { $columns }
assign-many-second-person = :bust_in_silhouette: So many need a second person: nothing starts before somebody else confirms.
assign-many-list-ready = *What will change*
assign-many-list-refused = *What cannot be done*
assign-many-list-undone = *What was not done*
assign-many-row-change = *{ $line }.* { $subscription }: { $former } → { $target }
assign-many-row = *{ $line }.* { $subscription } → { $target }
assign-many-row-named = *{ $customer }*: { $subscription }
assign-many-row-more = { $count ->
    [one] and one more reason
   *[other] and { $count } more reasons
}
assign-many-page = Page { $page } of { $pages }
assign-many-next = Next page
assign-many-previous = Previous page
assign-many-nothing-listed = Everything was done.
assign-many-started = { $count ->
    [one] One subscription is being assigned.
   *[other] { $count } subscriptions are being assigned.
} Progress and the result come as a direct message, where you can also cancel. This window is not needed any more.
assign-many-confirmed-by-you = { $count ->
    [one] One subscription is being assigned.
   *[other] { $count } subscriptions are being assigned.
} Progress and the result go to { $by }, who began it. This window is not needed any more.
assign-many-asked = { $count ->
    [one] One subscription waits
   *[other] { $count } subscriptions wait
} for a second person, who confirms it in the team's channel or with `/assign-many { $job }`. You hear of it by direct message. This window is not needed any more.
assign-many-waiting = :bust_in_silhouette: *Assign many*, started by { $by }, needs a second person
assign-many-waits = Nothing is written yet. Somebody else looks at it here or with `/assign-many { $job }`, and confirms it within 7 days.
assign-many-confirmed = Confirmed by { $by }
assign-many-lapsed = :black_square_for_stop: *Assign many*, started by { $by }, ended: nobody else confirmed it within 7 days. Nothing was changed.
assign-many-look = Look and confirm
assign-many-withdraw = Do not assign
assign-many-withdraw-confirm = Nothing is changed, and the dry run ends.
assign-many-by-another = Somebody else has to confirm what you started.
assign-many-running = :hourglass_flowing_sand: *Assign many*, started by { $by }
assign-many-done = :white_check_mark: *Assign many*, started by { $by }, is done
assign-many-cancelled = :black_square_for_stop: *Assign many*, started by { $by }, was cancelled by { $ender }. What was done stays.
assign-many-stopped = :octagonal_sign: *Assign many* stopped: { $by } may not assign support contacts any more. What was done stays.
assign-many-progress = { $bar } { $done } of { $ready }
assign-many-file-due = The result file follows.
assign-many-file-sent = The result file is in this conversation.
assign-many-file-refused = The result file could not be shared ({ $error }). “What was not done” lists the exceptions.
assign-many-to-review = :hourglass: In force, waiting for review
assign-many-reviewed = :white_check_mark: Reviewed and closed by { $by } { $at }
assign-many-cancel = Cancel the rest
assign-many-cancel-confirm = What is done so far stays. Nothing more is changed.
assign-many-close = Close
assign-many-undo = Hand back…
assign-many-details = What was not done
assign-many-over-already = It had ended before.
assign-many-closed-already = It was closed before, or has not ended yet.
assign-many-not-there = This dry run is not there any more, or nothing in it can be done. Check again.
assign-many-nothing-to-undo = It changed nothing, so there is nothing to hand back.
assign-many-nudge = { $count ->
    [one] :mag: One subscription was assigned in one go { $ended } and is not reviewed yet.
   *[other] :mag: { $count } subscriptions were assigned in one go { $ended } and are not reviewed yet.
} Look at the result, then press Close.
error-assign-many-gone = This assignment of many does not exist, or was not confirmed within a day. Check again.

# Why a row is not done; conditions E1 to E10 have their words in assign.ftl.
assign-many-why-subscription-unknown = There is no such subscription in the directory.
assign-many-why-subscription-ambiguous = The customer has several subscriptions of this name. Give the subscriptionId of one: { $candidates }.
assign-many-candidate-quantity = quantity { $count }
assign-many-candidate-start = since { $day }
assign-many-why-subscription-differs = The columns name different subscriptions.
assign-many-why-subscription-missing-nothing = The row names no subscription: fill in subscriptionId, or customer and subscription.
assign-many-why-subscription-missing-customer = The row names no subscription of the customer: fill in subscription or subscriptionId.
assign-many-why-subscription-missing-subscription = The row does not say whose subscription it is: fill in customer or subscriptionId.
assign-many-why-customer-unknown = There is no such customer in the directory.
assign-many-why-customer-ambiguous-name = Several customers have this name. Give the id or the domain of one, or the subscriptionId: { $candidates }.
assign-many-why-customer-ambiguous-domain = Several customers have this domain. Give the id of one, or the subscriptionId: { $candidates }.
assign-many-why-customer-differs = The columns name different customers.
assign-many-why-customer-contradicts = The subscription belongs to another customer than the one named.
assign-many-why-partner-unknown = There is no such partner in the directory.
assign-many-why-partner-ambiguous-name = Several partners have this name. Give the PartnerID or the supportTenantId of one: { $candidates }.
assign-many-why-partner-ambiguous-mpn = Several partners have this PartnerID. Give the supportTenantId of one: { $candidates }.
assign-many-why-mpn-own = The PartnerID is our own, as usage files state it in every row. To hand the contact back, name us in supportTenantId or supportContact.
assign-many-why-partner-contradicts = The columns name different partners.
assign-many-why-no-contact = No support contact is wanted here: { $columns } is empty.
assign-many-why-repeated = Line { $line } says the same.
assign-many-why-contradictory = Line { $line } names another support contact for this subscription; keep one of them.
assign-many-why-row-width = The row has more cells than the header; quote cells that hold the separator.
assign-many-why-row-quotes = The quotes of the row, which ends in line { $line }, do not fit; each must be closed, and doubled inside a quoted cell.
assign-many-why-cell-long = A cell is longer than 500 characters.
assign-many-why-ticket-long = A ticket is longer than 64 characters.
assign-many-why-cell-control = A cell holds control characters; remove them.
assign-many-why-moved = Someone changed the support contact since the dry run.
assign-many-why-replaced = It was changed again since, so there is nothing to hand back.

# Columns and words of the result file; the first ones can be read in again.
assign-many-column-line = line
assign-many-column-customer = customer
assign-many-column-subscription = subscription
assign-many-column-former = former contact
assign-many-column-contact = support contact
assign-many-column-result = result
assign-many-column-why = why
assign-many-result-ready = not reached
assign-many-result-same = unchanged
assign-many-result-refused = refused
assign-many-result-unasked = not asked
assign-many-result-changed = changed
assign-many-result-skipped = left alone

# /assign-many: one decision for many subscriptions.
bulk-summary = Assign one support contact to many subscriptions, or many from a file
bulk-usage = [customer]
bulk-example = Contoso
bulk-shortcut = Assign many
bulk-title = Assign many
bulk-preview-title = Dry run
bulk-undo-title = Hand back many
bulk-details-title = What was not done
bulk-started-title = Started
bulk-check = Check
bulk-start = Assign { $count }
bulk-hand-back = Hand back { $count }
bulk-intro = Check shows first what would happen to each subscription. Nothing is written before you confirm that.
bulk-which = Which subscriptions
bulk-which-customer = All subscriptions of a customer
bulk-which-reseller = All subscriptions of a reseller's customers
bulk-which-reseller-about = Of customers with an established relationship
bulk-which-file = The rows of a file
bulk-which-file-about = CSV, each row with its own support contact
bulk-customer = Customer
bulk-reseller = Reseller
bulk-contact = Designated support contact
bulk-contact-placeholder = Provider or reseller
bulk-file = CSV file
bulk-file-help = *Columns*: `subscriptionId` (or `customer` and `subscription`), and one of `supportTenantId`, `mpnId`, `supportContact`. Other columns are ignored; the order, capitals and separator do not matter. At most { $rows } rows and { $size } KB, UTF-8.
bulk-choose-customer = Choose the customer.
bulk-choose-reseller = Choose the reseller.
bulk-choose-contact = Choose the designated support contact.
bulk-choose-file = Add the CSV file.
bulk-customer-has-none = This customer has no subscriptions in the directory.
bulk-reseller-has-none = No customer has an established relationship with this reseller, or none of them has subscriptions.
bulk-too-many = { $count } subscriptions: at most { $most } at once. Use files with a part of them.
bulk-file-empty = The file is empty. Its first line must name the columns.
bulk-file-no-rows = The file has a header line but no rows.
bulk-file-too-many = The file has { $count } rows; at most { $most } are possible. Split it.
bulk-file-too-large = The file is larger than { $most } KB. Split it.
bulk-file-workbook = This is an Excel workbook. Save it as “CSV UTF-8” and add that file.
bulk-file-not-utf8 = The file is not UTF-8. Save it as “CSV UTF-8” and add that file.
bulk-file-columns = The first line must name the columns. Missing or named twice: { $faults }.
bulk-about-customer = All subscriptions of *{ $about }* to *{ $target }*
bulk-about-reseller = All subscriptions of the customers of *{ $about }* to *{ $target }*
bulk-about-file = The rows of *{ $file }*
bulk-about-undo = Back to the former support contacts, where the change { $job } is still in force
bulk-dry = *Dry run: nothing is written yet.*
bulk-counts-ready = { $count ->
    [0] :white_circle: No subscription will change.
    [one] :white_check_mark: *One subscription* will change.
   *[other] :white_check_mark: *{ $count } subscriptions* will change.
}
bulk-counts-same = { $count ->
    [one] :heavy_minus_sign: One has this support contact already.
   *[other] :heavy_minus_sign: { $count } have this support contact already.
}
bulk-counts-refused = { $count ->
    [one] :no_entry: One cannot be done.
   *[other] :no_entry: { $count } cannot be done.
}
bulk-counts-changed = { $count ->
    [0] :white_circle: Nothing was changed.
    [one] :white_check_mark: *One subscription* was changed.
   *[other] :white_check_mark: *{ $count } subscriptions* were changed.
}
bulk-counts-skipped = { $count ->
    [one] :warning: One was left alone, because something changed since the dry run.
   *[other] :warning: { $count } were left alone, because something changed since the dry run.
}
bulk-counts-left = { $count ->
    [one] :black_square_for_stop: One was not reached.
   *[other] :black_square_for_stop: { $count } were not reached.
}
bulk-row = *{ $line }.* { $subscription } → { $target }
bulk-row-named = *{ $customer }*: { $subscription }
bulk-row-more = { $count ->
    [one] and one more reason
   *[other] and { $count } more reasons
}
bulk-page = Page { $page } of { $pages }
bulk-next = Next page
bulk-previous = Previous page
bulk-nothing-listed = Everything was done.
bulk-started = { $count ->
    [one] One subscription is being assigned.
   *[other] { $count } subscriptions are being assigned.
} Progress and the result come as a direct message, where you can also cancel. You can close this window.
bulk-running = :hourglass_flowing_sand: *Assign many*, started by { $by }
bulk-done = :white_check_mark: *Assign many*, started by { $by }, is done
bulk-cancelled = :black_square_for_stop: *Assign many*, started by { $by }, was cancelled by { $ender }. What was done stays.
bulk-stopped = :octagonal_sign: *Assign many* stopped: { $by } may not assign support contacts any more. What was done stays.
bulk-progress = { $bar } { $done } of { $ready }
bulk-file-due = The result file follows.
bulk-file-sent = The result file is in this conversation.
bulk-file-refused = The result file could not be shared ({ $error }). “What was not done” lists the exceptions.
bulk-to-review = :hourglass: In force, waiting for review
bulk-reviewed = :white_check_mark: Reviewed and closed by { $by } { $at }
bulk-reference = Reference { $job }
bulk-cancel = Cancel the rest
bulk-cancel-confirm = What is done so far stays. Nothing more is changed.
bulk-close = Close
bulk-undo = Hand back…
bulk-details = What was not done
bulk-over-already = It had ended before.
bulk-closed-already = It was closed before, or has not ended yet.
bulk-not-there = This dry run is not there any more, or nothing in it can be done. Check again.
bulk-nothing-to-undo = It changed nothing, so there is nothing to hand back.
bulk-nudge = { $count ->
    [one] :mag: One subscription was assigned in one go { $ended } and is not reviewed yet.
   *[other] :mag: { $count } subscriptions were assigned in one go { $ended } and are not reviewed yet.
} Look at the result, then press Close.
error-bulk-gone = This assignment of many does not exist, or was not confirmed within a day. Check again.

# Why a row is not done; conditions E1 to E10 have their words in assign.ftl.
bulk-why-subscription-unknown = There is no such subscription in the directory.
bulk-why-subscription-ambiguous = The customer has several subscriptions of this name; use subscriptionId.
bulk-why-subscription-missing = The row names no subscription: fill in subscriptionId, or customer and subscription.
bulk-why-customer-unknown = There is no such customer in the directory.
bulk-why-customer-ambiguous = Several customers have this name; use subscriptionId, or the customer's domain.
bulk-why-customer-contradicts = The subscription belongs to another customer than the one named.
bulk-why-partner-unknown = There is no such partner in the directory.
bulk-why-partner-ambiguous = Several partners have this name; use mpnId or supportTenantId.
bulk-why-partner-contradicts = The columns name different partners.
bulk-why-target-missing = The row names no support contact: fill in supportTenantId, mpnId or supportContact.
bulk-why-repeated = Line { $line } says the same.
bulk-why-contradictory = Line { $line } names another support contact for this subscription; keep one of them.
bulk-why-row-width = The row has more cells than the header; quote cells that hold the separator.
bulk-why-row-quotes = The quotes of the row do not fit; each must be closed, and doubled inside a quoted cell.
bulk-why-cell-long = A cell is longer than 500 characters.
bulk-why-cell-control = A cell holds control characters; remove them.
bulk-why-moved = Someone changed the support contact since the dry run.
bulk-why-replaced = It was changed again since, so there is nothing to hand back.

# Columns and words of the result file; the first ones can be read in again.
bulk-column-line = line
bulk-column-customer = customer
bulk-column-subscription = subscription
bulk-column-former = former contact
bulk-column-contact = support contact
bulk-column-result = result
bulk-column-why = why
bulk-result-ready = not reached
bulk-result-same = unchanged
bulk-result-refused = refused
bulk-result-changed = changed
bulk-result-skipped = left alone

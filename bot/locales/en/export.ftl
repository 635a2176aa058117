# A list as a CSV file in the reader's direct message. The title has at most 24 characters.
export-button = Export
export-title = Export
export-done = :page_facing_up: *{ $name }* is in your direct messages with this app, with { $count ->
    [one] one row
   *[other] { $count } rows
}.
export-cut = :page_facing_up: *{ $name }* is in your direct messages with this app, with the first { $count } rows; the list is longer. For the others, narrow it first.
export-unclear = Slack gave no answer. Look for *{ $name }* in your direct messages with this app; if it is not there, export again.
export-column-request = Request
export-column-kind = Kind
export-column-state = State
export-column-target = For
export-column-asked-as = Asked for as
export-column-customer-id = customerId
export-column-reseller = Reseller
export-column-reseller-id = resellerTenantId
export-column-owner = Looked after by
export-column-created = Created
export-column-sent = Sent
export-column-due = Expires
export-column-resolved = Ended
export-column-customer = Customer
export-column-subscription = Subscription
export-column-subscription-id = subscriptionId
export-column-status = Status
export-column-contact = Support contact
export-column-contact-id = supportTenantId
export-column-since = Since
export-column-phone = Phone
export-column-email = E-mail
export-column-website = Website
export-column-on-record = Partner on record
export-column-on-record-id = partnerId
export-column-kept-here = Kept here
export-column-record-health = Health of partner on record
export-column-record-at = Health known at
export-column-renewal = Renewal
export-column-at = At
export-column-what = What
export-column-by = By
export-column-from = From
export-column-to = To
export-column-reason = Reason
export-column-agreement = Agreement
export-column-reference = Reference
export-column-until = Privileges until
export-column-auto-extend = autoExtend

# The demo: things to try, and the pages that a customer meets outside of Slack. Words on buttons come from their own texts.
demo-assign = Assign a support contact
demo-assign-how = Send `/assign-support Contoso Ibérica` from the message field, where a click puts it. Choose subscriptions and a reseller, then press *{ $submit }*.
demo-close = Review and close
demo-close-how = Look at what the customer will see, then press *{ $close }*.
demo-look = See who supports what
demo-look-how = Send `/support-contact Contoso Ibérica` and choose *{ $history }* in the menu beside a subscription: it shows every change.
demo-why = See why a reseller cannot be chosen
demo-why-how = Send `/assign-support Bodegas` and choose a subscription, then type Nébula in *{ $contact }*: the form says what is missing. Press *{ $request }*, then *{ $next }*.
demo-mail = Invite the customer by e-mail
demo-mail-how = *{ $open }* shows the mail under *External pages*. Put any address at *{ $recipient }* and press *{ $done }*; back in the form, *{ $wait }* keeps the assignment until the customer has accepted.
demo-accept = Accept as the customer
demo-accept-how = Under *External pages*, follow the link in the mail. The page names who asks, for which roles, until when; press *Accept*.
demo-clock = Let days pass
demo-clock-how = Microsoft tells the bot of no acceptance, so it asks after a while. Under *Clock*, go to the reminder; it comes from *{ $app }* at nine in the morning, your time.
demo-confirm = Confirm what the customer did
demo-confirm-how = Send `/relationships Bodegas` and press *{ $open }*, *{ $confirm }*. The assignment that waited comes back to you for review.
demo-many = Change many at once
demo-many-how = Save villasol.csv, a file in #general. Send `/assign-many` and choose *{ $file }*, add it, press *{ $check }* and then the button that assigns. What came of each row is in a file that opens with a click.

# The list in #general
demo-list = Villasol's mailboxes go to Nébula next month. Here is the list for `/assign-many`; one row should not be there.

# The customer's page. The person who looks plays the customer's Global admin.
demo-page = Partner authorization
demo-asks-customer-reseller = *{ $provider }* asks *{ $target }* for a reseller relationship.
demo-asks-customer-indirect-reseller = *{ $inviter }* asks *{ $target }* for a reseller relationship with itself and with its provider, { $provider }, in one.
demo-asks-partnership = *{ $provider }* invites *{ $target }* to be its indirect reseller.
demo-asks-gdap = *{ $inviter }* asks *{ $target }* for granular delegated admin privileges (GDAP).
demo-you = Here you are the Global admin of { $target }, the only one who can answer.
demo-roles-none = *Roles:* none. Nobody gets admin permission in your tenant.
demo-roles-dap = *Roles:* Global administrator for the admin agents of { $inviter }, Helpdesk administrator for its helpdesk agents.
demo-roles-partnership = *Roles:* none in your tenant. Your work account opens to { $provider } as an admin.
demo-roles-gdap = *Roles:* those that { $inviter } chose for this request in Partner Center. The demo has no Partner Center to ask.
demo-until-removed = *Until:* you remove it under Settings, Partner relationships; it has no end of its own.
demo-until-partnership = *Until:* you take that access away; it has no end of its own.
demo-until-gdap = *Until:* the end that was chosen with the roles, two years at most. You can end it earlier under Settings, Partner relationships.
demo-answer-open = *Answer by:* { $due }. Then { $provider } counts it as unanswered; the link works on.
demo-answer-late = *Answer by:* it was { $due }. Accepted now, it still counts.
demo-answer-undated = *Answer by:* no date yet, since the invitation is not marked as sent.
demo-button-accept = Accept
demo-button-decline = Decline
demo-button-remove = Remove roles
demo-accepted = Accepted
demo-accepted-then = The partner confirms it with *{ $confirm }* in `/relationships`.
demo-declined = Declined
demo-declined-then = The partner notes it with *{ $declined }* in `/relationships`.
demo-removed = Roles removed
demo-removed-then = The partner notes it with `/remove-relationship`; support contacts go back to the provider there.

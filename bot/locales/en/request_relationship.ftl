# /request-relationship. Words on buttons are Partner Center's own (docs/domain.md#words-on-buttons).
request-summary = Invite a customer or a reseller into a relationship
request-usage = [customer or reseller]
request-example = /request-relationship Contoso
request-shortcut = Request relationship
request-title = Request relationship
request-text-title = Invitation text
request-resend-title = Resend invitation
request-sent-title = Invitation sent
request-twin-title = Already asked
request-step-one = Step 1 of 2: who is invited
request-step-two = Step 2 of 2: look over the text, send it, then press Done
request-step-two-mail = Step 2 of 2: look over the text, then press Send
request-later = Later
request-kind = What kind
request-kind-customer-reseller = Reseller relationship with a customer
request-kind-customer-reseller-about = The customer and us
request-kind-customer-indirect-reseller = Customer with reseller and us in one link
request-kind-customer-indirect-reseller-about = A reseller of ours is to support the customer
request-kind-partnership = Partnership with a reseller
request-kind-partnership-about = So that it can be chosen as support contact
request-kind-gdap = Delegated admin privileges (GDAP)
request-kind-gdap-about = Needed for support; inside an existing relationship
request-customer = Customer
request-customer-placeholder = Name, domain or tenant id
request-customer-hint = Not in the directory yet? Type the name and choose the last line.
request-reseller = Reseller
request-reseller-placeholder = Name, domain or PartnerID
request-reseller-hint = Not in the directory yet? Type the name and choose the last line.
request-for-whom = For which reseller
request-for-whom-hint = Leave empty to ask for ourselves.
request-newcomer-about = Not in the directory yet: ask by this name
request-language = Language of the invitation
request-language-auto = The language of their country, else of ours
request-language-en = English
request-language-es = Español
request-dap = Admin permission
request-dap-label = Include delegated administration privileges (DAP)
request-dap-about = For Microsoft Entra ID and Microsoft 365
request-along = In the same invitation
request-along-customer-reseller = A relationship with us alone, too
request-along-customer-reseller-about = One more link: it stays if the reseller leaves
request-along-gdap = Admin roles (GDAP), too
request-along-gdap-about = One more link; support needs it where there is no DAP
request-not-along = These links are not asked for together. Choose what the form offers.
request-agreement = Support agreement
request-agreement-hint = Reference, date or terms in one line; kept with the relationship.
request-note = Note
request-several = { $count ->
    [one] “{ $query }” fits one entry of the directory: choose it below.
   *[other] “{ $query }” fits { $count } entries of the directory: choose below.
}
request-many = “{ $query }” fits more than { $count } entries: choose below, typing more to narrow the list.
request-none = Nobody in the directory fits “{ $query }”. Check the spelling, or type the name below and choose the last line to ask by name.
request-renamed = { $name } (asked as { $asked })
request-about = *{ $kind }*: { $target }, asked by { $inviter }
request-link = *Link* (stays in the text; it belongs to { $inviter } and names no customer)
request-links = *{ $count ->
    [one] One link
   *[other] { $count } links
}* to accept (they stay in the text, and name no customer)
request-domain = Customer’s domain
request-domain-hint = As in their e-mail or on their site. By it I recognise them once they accept; the primary domain in Microsoft 365 is best.
request-domain-known = { $domain } is the domain of { $customer }, who is in the directory. Press Back and choose them there.
request-text = E-mail text
request-text-hint-mail = Change what you like, but keep every link.
request-text-hint = Change what you like, but keep the link. After a change, Done shows the new text to copy before anything counts as sent.
request-copy = *Copy to clipboard*: the text as it stands
request-open-mail = Open in e-mail
request-open-mail-empty = Open in e-mail
    (the text is too long for a link: paste it from above)
request-recipient = Sent to
request-recipient-placeholder = name@example.com
request-recipient-hint = The bot sends no e-mail: send it yourself, then note the address here and press Done.
request-recipient-hint-mail = The invitation goes to this address.
request-by-mail = Send it
request-by-mail-label = By e-mail, from here
request-by-mail-about = Untick it if you send it yourself
request-button-send = Send
request-sent-by-mail = :email: It leaves by e-mail within a minute. If the server refuses the address I tell you; a later bounce comes to the sender’s mailbox.
request-mail-pending = :email: The e-mail to { $recipient } is on its way to the server.
request-mail-trouble = :hourglass_flowing_sand: The e-mail to { $recipient } has not left yet: the server was asked { $attempts ->
    [one] once
   *[other] { $attempts } times
} and is asked again.
request-mail-dead = :warning: The e-mail to { $recipient } never left{ $answer ->
    [none] { "" }
   *[other] : { $answer }
}. Resend it, to another address if need be.
request-mail-refused = :warning: *{ $kind }* for *{ $target }*: the server refused the e-mail to { $recipient }: { $answer }. Correct the address and resend.
request-mail-given-up = :warning: *{ $kind }* for *{ $target }*: the e-mail to { $recipient } could not be sent for a day: { $answer }. Send it yourself, or resend.
request-mail-doubted = :grey_question: The e-mail to { $recipient } may or may not have left: the database was restored from a backup. Ask the recipient, or resend it.
request-mail-unclear = :grey_question: *{ $kind }* for *{ $target }*: the e-mail to { $recipient } may or may not have left, since the database was restored from a backup. Ask the recipient, or resend.
request-text-changed = *Your text is kept.* Copy it below, send it, then press Done once more.
request-text-unsent = *Not sent yet:* your new text is kept. Copy it above, send it, then press Done once more.
request-sent = :outbox_tray: *{ $kind }* for *{ $target }*: on its way, sent to { $recipient } { $sent }.
request-sent-next = I remind { $owner } from { $reminder } on, and it expires { $due } if nobody answers. Microsoft tells nobody of an acceptance, so confirm it here as soon as you see it.
request-twin = There is an open request for { $target } already. Continue or resend that one.
request-twin-draft = :pencil: *{ $kind }* for *{ $target }*, drafted { $created } by { $asker }, not sent yet.
request-twin-pending = :hourglass_flowing_sand: *{ $kind }* for *{ $target }*, waiting for { $days ->
    [0] less than a day
    [one] one day
   *[other] { $days } days
}: sent to { $recipient } { $sent }, looked after by { $owner }, { $resends ->
    [0] never resent
    [one] resent once
   *[other] resent { $resends } times
}.
request-twin-why = One open request for the same target is enough: a second link would do nothing more.
request-continue = Continue
request-again = Request again
request-resend = Resend
request-let-go = Let it go
request-with = { $target } with { $reseller }
request-notice-agreement = Support agreement: { $text }
request-notice-note = Note: { $text }
request-notice-pending = :hourglass_flowing_sand: *{ $kind }* for *{ $target }*: sent to { $recipient } { $sent } by { $sender }. Expires { $due } unless they accept.
request-notice-draft = :pencil: *{ $kind }* for *{ $target }*: drafted by { $asker }, not sent yet.
request-notice-given = :handshake: { $by } handed *{ $kind }* for *{ $target }* to you. “Open” shows what comes next.
request-notice-established = :white_check_mark: *{ $kind }* for *{ $target }*: established since { $resolved }. Asked by { $asker }.
request-notice-late = :white_check_mark: *{ $kind }* for *{ $target }*: established since { $resolved }; accepted late, after the request had ended here. Asked by { $asker }.
request-notice-declined = :no_entry_sign: *{ $kind }* for *{ $target }*: declined { $resolved }. Asked by { $asker }.
request-notice-expired = :alarm_clock: *{ $kind }* for *{ $target }*: expired { $resolved } without an answer. Asked by { $asker }. Request it again if it is still wanted.
request-notice-expired-over = :alarm_clock: *{ $kind }* for *{ $target }*: expired { $resolved } without an answer. Asked by { $asker }. It waits for nobody any more.
request-notice-expired-partly = :alarm_clock: *{ $kind }* for *{ $target }*: expired { $resolved }, accepted only in part. Asked by { $asker }. Request what lacks again if it is still wanted.

# Links of a request that asks for several.
lamp-name-customer-reseller = Relationship with us
lamp-name-customer-indirect-reseller = Reseller and us
lamp-name-partnership = Partnership
lamp-name-gdap = Admin roles (GDAP)
lamp-link = *{ $link }*
lamp-lit = :large_green_circle: { $link }: accepted { $at }
lamp-dark = :white_circle: { $link }: not accepted
lamp-partly = :large_yellow_circle: *Partly accepted.* Still lacking: { $lacks }.
lamp-stalled = :warning: *{ $days } days without GDAP.* Orders that wait for it stall, and distributors are known to hold them for 21 days at most. Call the customer, or resend.
request-notice-withdrawn = :leftwards_arrow_with_hook: *{ $kind }* for *{ $target }*: withdrawn { $resolved }. Asked by { $asker }. The link itself keeps working.
request-notice-superseded = :leftwards_arrow_with_hook: *{ $kind }* for *{ $target }*: replaced by a newer request { $resolved }. Asked by { $asker }.

request-choose-customer = Choose the customer.
request-choose-reseller = Choose the reseller.
request-not-a-reseller = { $partner } is not an indirect reseller. Choose another partner.
request-inactive = { $partner } is not active in the CSP programme. Ask them to re-activate their account first.
request-other-market = { $target } is in { $country }, outside the market of { $partner } ({ $own }). Microsoft accepts invitations inside one market only; a partner of that market has to ask.
request-not-in-china = In China resellers make no invitations of their own. Choose the reseller relationship with the customer instead.
request-established = { $target } has this relationship with { $inviter } already. There is nothing to ask.
request-partnership-first = { $partner } has no partnership with us. Request the partnership first (or at the same time).
request-relationship-first = { $partner } has no reseller relationship with { $customer }: request it first (or at the same time), for GDAP alone sets none up.
request-gdap-alone = These privileges belong to a reseller relationship that is not established here yet. Confirm that one first.
request-who-accepted = { $target } is not in the directory. Say which tenant accepted.
request-bad-email = Write one e-mail address, like name@example.com.
request-text-too-long = The text is longer than { $most } characters. Shorten it.
request-link-missing = The link must stay in the text, whole and unchanged: { $url }
request-moved-on = Nothing was changed: this request is { $state ->
    [draft] still a draft
    [link_ready] drafted but not sent
    [pending] pending
    [established] established already
    [declined] declined already
    [expired] expired
    [withdrawn] withdrawn already
   *[superseded] replaced by a newer one
} now. Open it again to see where it stands.
request-not-due = Nothing was changed: this request is not due yet.
request-try-again = Someone else worked on the same target at this moment. Nothing was changed; please try again.
error-request-gone = This request does not exist. Open the list again.

# In the menu of a message: the name at most 24 characters.
request-message = Request from message
request-message-about = Ask the customer or reseller that this message names for a relationship
request-quoted = “{ $text }”
request-found = The message names { $names }: check what is filled in below.
request-found-several = The message may mean { $names }: choose below whom to ask.
request-found-none = The message names nobody of the directory. Choose below whom to ask, or type the name.
request-mail-accents = The bot’s e-mails cannot reach an address with accents before the @. Send it yourself, or take another address.

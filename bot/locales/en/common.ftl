# Words shared by several commands. Button labels are Partner Center's own (docs/domain.md#words-on-buttons).
button-submit = Submit
button-next = Next
button-close = Close
button-cancel = Cancel
button-back = Back
button-review = Review
button-done = Done
button-show = Show
loading = Loading…
field-reason = Why
field-agreement = Support agreement
field-agreement-hint = Reference, date or terms in one line; kept with the assignment.
unknown = unknown
names-more = { $count ->
    [one] one more
   *[other] { $count } more
}
subscriptions-more = { $count ->
    [one] and one more subscription
   *[other] and { $count } more subscriptions
}
event-who = { $what } { $at } by { $by }
event-other = *Another step*
event-by-import = the directory import
event-by-erased = a person whose data was erased ({ $pseudonym })
event-by-itself = the bot itself
event-why = Why: { $text }
event-on-behalf = On behalf of: { $owner }
event-reference = Reference: { $reference }
privileges-until = until { $at }, does not extend itself
privileges-extended = until { $at }, extends itself
privileges-ended = ended { $at }
privileges-overdue = was to extend itself { $at }; whether it did is not known
papers-agreement = Support agreement: { $text }
papers-ticket = Ticket: { $text }
papers-message = The message that asked for it
field-ticket = Ticket
field-ticket-hint = Its number, if there is one: the contact is found by it in /support-contact.
papers-agreement-until = Support agreement: { $text }, until { $last }
field-agreed-placeholder = None
field-agreed-hint = Those recorded with this reseller. Others are recorded on its page in /support-contact.

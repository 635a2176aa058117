# /remove-relationship and handing over many support contacts. Words on buttons are Partner Center's own (docs/domain.md#words-on-buttons).
remove-summary = Remove a relationship or partnership, or hand a leaving reseller's support contacts over
remove-usage = [customer or reseller]
remove-example = /remove-relationship Contoso
remove-shortcut = Remove relationship
remove-title = Remove relationship
remove-submit = Remove
remove-kind = What
remove-kind-ours = Our reseller relationship with a customer
remove-kind-ours-about = The customer leaves our list
remove-kind-reseller = A reseller's relationship with a customer
remove-kind-reseller-about = It can no longer support that customer
remove-kind-partnership = Our partnership with a reseller
remove-kind-partnership-about = Its customers and their admin permission stay
remove-kind-leaves = A reseller leaves: hand over support contacts
remove-kind-leaves-about = Nothing is removed; all it supports moves at once
remove-to = Hand over to
remove-to-hint = Leave empty to take them back to ourselves, the provider.
remove-several = “{ $query }” fits { $count } entries: choose what to remove below.
remove-none = Nobody in the directory fits “{ $query }”. Check the spelling and choose below.
remove-nothing-ours = We have no reseller relationship with this customer (any more). There is nothing to remove.
remove-nothing-reseller = This reseller has no established relationship with this customer (any more). There is nothing to remove.
remove-nothing-partnership = We have no active partnership with this reseller (any more). There is nothing to remove.
remove-about-ours = *Remove reseller relationship* with *{ $customer }*
remove-about-reseller = *Remove reseller relationship* of *{ $partner }* with *{ $customer }*
remove-about-partnership = *Remove partnership* with *{ $partner }*
remove-blocked = { $count ->
    [one] :no_entry: *One subscription stands in the way.* Deal with it in Partner Center, import the directory again, then check again.
   *[other] :no_entry: *{ $count } subscriptions stand in the way.* Deal with them in Partner Center, import the directory again, then check again.
}
remove-blocker-suspend = • *{ $name }* is { $status }: suspend it
remove-blocker-cancel = • *{ $name }* is { $status }: cancel it (new commerce bills on while suspended; cancelling works within 7 days of purchase or renewal only, so it may have to wait)
remove-check-again = Check again
remove-gone = *Somebody was quicker:* it is removed already. Nothing was changed by you.
remove-changed = *What rests on this relationship changed while you looked.* Nothing was removed. Check what holds now, then press Remove again.
remove-effect-ours = { $customer } leaves our customer list, our delegated admin privileges there end, and we can make no further purchases for it.
remove-effect-reseller = { $partner } leaves { $customer }'s list of available support contacts, and its delegated admin privileges there end.
remove-effect-partnership = { $partner } leaves our list of resellers and cannot be chosen for new assignments. Its customers stay, and delegated admin privileges stay unchanged.
remove-resting-ours = { $count ->
    [one] *One support contact rests on it* and is flagged. It can go back to us only once the relationship is established again:
   *[other] *{ $count } support contacts rest on it* and are flagged. They can go back to us only once the relationship is established again:
}
remove-resting-reseller = { $count ->
    [one] *One support contact rests on it.* It is flagged, not silently changed; it can go back to us, the provider, right afterwards:
   *[other] *{ $count } support contacts rest on it.* They are flagged, not silently changed; all can go back to us, the provider, right afterwards:
}
remove-resting-partnership = { $count ->
    [one] *One support contact names this reseller.* It is flagged, not silently changed; it can go back to us, the provider, right afterwards:
   *[other] *{ $count } support contacts name this reseller.* They are flagged, not silently changed; all can go back to us, the provider, right afterwards:
}
remove-resting-none = No support contact rests on it.
remove-resting-line = • { $subscription } ({ $customer }): { $partner }
remove-unseen = Azure reservations, savings plans, software and marketplace purchases block it too. The directory does not hold those: look in Partner Center.
remove-legal = You act in good faith and give any notice that the law requires yourself: neither Microsoft nor this bot sends one to the customer or the reseller. This bot changes only its own records; remove it in Partner Center too.
remove-done-ours = :white_check_mark: The reseller relationship with *{ $customer }* is removed.
remove-done-reseller = :white_check_mark: The reseller relationship of *{ $partner }* with *{ $customer }* is removed.
remove-done-partnership = :white_check_mark: The partnership with *{ $partner }* is removed. Its customers and their admin permission stay as they are.
remove-lost = { $count ->
    [one] One support contact lost its basis; whoever set it is told.
   *[other] { $count } support contacts lost their basis; whoever set them is told.
}
remove-losing = Its support contacts are being flagged now. The message about this removal says how far that is; whoever set them is told once all are.
remove-no-way-back = Nobody can be their support contact through us until the relationship is established again; then the flags go by themselves.
remove-hand-back = Hand all back
remove-undo = To undo, request the relationship again with `/request-relationship`.
remove-to-itself = Choose another reseller than the one that leaves, or leave this empty.
remove-notice-ours = :scissors: The reseller relationship with *{ $customer }* was removed by { $by }.
remove-notice-reseller = :scissors: The reseller relationship of *{ $partner }* with *{ $customer }* was removed by { $by }.
remove-notice-partnership = :scissors: The partnership with *{ $partner }* was removed by { $by }. Its customers stay.
remove-notice-settling = { $total ->
    [0] :hourglass_flowing_sand: Support contacts that rested on it are being flagged: { $count } so far.
   *[other] :hourglass_flowing_sand: Support contacts that rested on it are being flagged: { $count } of { $total }.
}
remove-notice-settled = { $count ->
    [0] No support contact lost its basis.
    [one] One support contact lost its basis and is flagged.
   *[other] { $count } support contacts lost their basis and are flagged.
}
handover-title = Hand over
handover-submit = Hand over { $count }
handover-submit-all = Hand over what can go
handover-about-many = *More than { $total } support contacts* are to go to *{ $target }*: of the first { $total }, { $movable ->
    [0] none can
    [one] one can
   *[other] { $movable } can
}; the others are checked on the way.
handover-about = { $total ->
    [0] *Nothing to hand over* to { $target }: no support contact is left to move.
    [one] To go to *{ $target }*: *one support contact*.
   *[other] *{ $total } support contacts* are to go to *{ $target }*; { $movable ->
        [0] none can
        [one] one can
       *[other] { $movable } can
    }.
}
handover-next = Look them over, then press “{ $button }”: that is the review.
handover-refused = { $count ->
    [one] :no_entry: One cannot: { $why }
   *[other] :no_entry: { $count } cannot: { $why }
}
handover-row = { $subscription } ({ $customer }): from { $former } to *{ $target }*
handover-row-refused = :no_entry: { $subscription } ({ $customer }) stays as it is:
handover-started = :hourglass_flowing_sand: The handover to *{ $target }* has begun. It goes through { $count ->
    [one] one support contact
   *[other] { $count } support contacts
} and moves what can be moved. Progress and the result come as a direct message, where you can also cancel. You can close this window.
handover-notice-running = :hourglass_flowing_sand: { $by } hands support contacts over to *{ $target }*: { $moved } of { $total } so far, reviewed and closed.
handover-notice-done = :arrow_right: { $by } handed over { $moved } of { $total } support contacts to *{ $target }*, reviewed and closed.
handover-notice-cancelled = :black_square_for_stop: { $ender } cancelled the handover to *{ $target }* that { $by } began: { $moved } of { $total } support contacts were handed over, reviewed and closed. The rest was left alone.
handover-notice-stopped = :octagonal_sign: The handover to *{ $target }* stopped, because { $by } may not assign support contacts any more: { $moved } of { $total } were handed over, reviewed and closed. The rest was left alone.
handover-cancel = Cancel the rest
handover-cancel-confirm = What was handed over so far stays so. Nothing more is changed.
handover-left = What was left
handover-over-already = It had ended before.
loss-title = Basis lost
loss-about = { $count ->
    [one] :warning: *A support contact lost its basis*
   *[other] :warning: *{ $count } support contacts lost their basis*
}
loss-headline = { $count ->
    [one] :warning: *A support contact lost its basis*: { $names }
   *[other] :warning: *{ $count } support contacts lost their basis*: { $names }
}
loss-name = { $subscription } ({ $customer }, { $partner })
loss-removed = Removed by { $by }: { $bases }.
loss-gone = Gone: { $bases }.
loss-expired = Expired: { $bases }.
loss-basis-ours = our reseller relationship with the customer
loss-basis-partnership = the partnership with the reseller
loss-basis-relationship = the reseller’s relationship with the customer
loss-basis-gdap-expired = the admin privileges (GDAP)
loss-basis-dap-expired = the admin privileges (DAP)
loss-basis-privileges = the reseller’s admin privileges (DAP or GDAP)
loss-basis-membership = the reseller’s place in the CSP programme
loss-basis-unknown = what it rested on
loss-line-open = • { $subscription } ({ $customer }), { $partner }: { $basis }
loss-line-done = • { $subscription } ({ $customer }), { $partner }: { $basis } (settled)
loss-open = { $count ->
    [one] One still needs action: hand it back, choose another contact, or bring back what was lost.
   *[other] { $count } still need action: hand them back, choose other contacts, or bring back what was lost.
}
loss-settled = :white_check_mark: All of it is settled.

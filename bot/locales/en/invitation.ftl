# E-mail text for a customer or a reseller; plain text, no markup. Lines of a list follow their heading.
invitation-subject-customer-reseller = { $provider }: request for a reseller relationship
invitation-subject-customer-indirect-reseller = { $inviter } and { $provider }: request for a reseller relationship
invitation-subject-partnership = { $provider }: request for a partnership
invitation-subject-gdap = { $inviter }: GDAP relationship request
invitation-greeting = Hello { $target },
invitation-purpose-customer-reseller = { $provider } would like to be your reseller for Microsoft cloud services, to order, manage and support subscriptions for you.
invitation-purpose-customer-indirect-reseller = { $inviter } would like to be your reseller for Microsoft cloud services and to give you technical support, with { $provider } as the provider behind it. One link sets up both relationships.
invitation-purpose-partnership = { $provider } invites { $target } to work with it as an indirect reseller in Microsoft's Cloud Solution Provider programme.
invitation-purpose-gdap = { $inviter } asks for granular delegated admin privileges (GDAP) in your tenant, in order to give you technical support.
invitation-does = What accepting does:
invitation-does-reseller = { $provider } becomes one of your partners and may place orders for you.
invitation-does-both = { $inviter } and { $provider } become partners of yours and may place orders for you.
invitation-does-agreement = You accept the Microsoft Customer Agreement, if you have not yet.
invitation-does-dap = It grants delegated admin privileges: the admin agents of { $inviter } act as Global administrators of your tenant and its helpdesk agents as Helpdesk administrators, until you take that away under Settings, Partner relationships.
invitation-does-roles = It grants the roles that the page lists before you approve, and nothing beyond them.
invitation-does-until = It ends on the date shown there; you can end it earlier under Settings, Partner relationships.
invitation-does-gdap = The last link grants { $inviter } the admin roles that its page lists (GDAP), until the date shown there; you can end it earlier under Settings, Partner relationships.
invitation-does-order = { $provider } can order for your customers and name you as the support contact of their subscriptions.
invitation-does-name = You authorise { $provider } as indirect provider and give it admin access to your work account, which you can remove.
invitation-does-not = What it does not do:
invitation-does-not-subscriptions = Your subscriptions, their ownership, your terms and your partner on record stay as they are.
invitation-does-not-partners = Your other partners stay; you may work with several.
invitation-does-not-admin = It gives nobody admin permission in your tenant.
invitation-does-not-reseller = It sets up no reseller relationship; that has a link of its own.
invitation-does-not-customers = It does not hand over your customers, and no customer becomes yours by it.
invitation-who-customer-reseller = For a Global admin of { $target } only. Opened with any other account, a partner's included, the link shows an error.
invitation-who-customer-indirect-reseller = For a Global admin of { $target } only. Opened with any other account, a partner's included, the link shows an error.
invitation-who-partnership = For a Global admin of { $target } only, signed in to Partner Center.
invitation-who-gdap = For a Global admin of { $target } only, within 90 days. Opened with a partner's account, the link shows an error.
invitation-who-several = For a Global admin of { $target } only{ $gdap ->
    [yes] ; the last link within 90 days
   *[no] { "" }
}. Opened with any other account, a partner's included, a link shows an error.
invitation-link = Click to review and accept:
invitation-links = Please open these { $count } links in this order, review and accept each:
invitation-link-customer-reseller = Reseller relationship with { $provider }:
invitation-link-customer-indirect-reseller = Reseller relationship with { $inviter } and { $provider }:
invitation-link-gdap = Admin roles for { $inviter } (GDAP):
invitation-regards = Kind regards,
    { $sender }
    { $provider }

# What a customer is told of who supports its subscriptions.
sentence-subject = { $contact } supports your Microsoft subscriptions
sentence-supports = Your support contact for { $names }: { $contact }
sentence-supports-these = { $contact } is your support contact for these subscriptions:
sentence-phone = Phone: { $text }
sentence-email = E-mail: { $text }
sentence-site = Site: { $text }

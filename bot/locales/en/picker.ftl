# Type-ahead lists. Labels at most 75 characters.
pick-mpn = PartnerID { $id }
pick-more = First { $count } of more: type more to narrow
pick-none = Nothing matches
pick-none-advice = Try another part of the name, a domain or an ID
pick-empty = Nothing to choose from yet
pick-empty-advice = Ask the engineer who runs this bot to import the directory
subscription-status-active = active
subscription-status-suspended = suspended
subscription-status-deleted = deleted
subscription-status-expired = expired
subscription-status-disabled = disabled
subscription-status-pending = pending
subscription-status-canceled = canceled
subscription-status-unknown = unknown
picker-customer-not-permitted = “{ $query }” fits a customer of the directory.
pick-near = Did you mean …

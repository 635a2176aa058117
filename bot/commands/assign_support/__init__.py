"""`/assign-support`: the support contact of some of a customer's subscriptions."""

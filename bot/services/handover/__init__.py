"""Many support contacts handed to the provider or another reseller: reviewed as a whole, done by a background job."""

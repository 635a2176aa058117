"""Support agreements with resellers: recorded, found, and told of before they end."""

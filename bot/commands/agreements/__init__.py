"""Support agreements with resellers: recorded, changed, listed, and told of before they end."""

"""Historical decomposition: which drivers, rules and residuals brought a past year about."""

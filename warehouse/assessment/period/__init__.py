"""The life of a half-year: its ledger, who may do what and when, what of it counts in scores, and the frozen result."""

"""Business rules: conditions, eligibility, validity. No database."""

"""What an office would argue about: conditions, eligibility, validity. No database."""

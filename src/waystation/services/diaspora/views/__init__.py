"""The pages of the diaspora for staff."""

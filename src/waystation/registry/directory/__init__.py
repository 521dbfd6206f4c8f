"""The directory: services of partners, what fits a person near a place, and its confirmation."""

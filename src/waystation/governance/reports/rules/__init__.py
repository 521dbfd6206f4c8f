"""What a report must be before it leaves, decided without the database."""

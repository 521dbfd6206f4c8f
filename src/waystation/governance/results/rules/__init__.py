"""What an indicator, a figure and a report must be, decided without the database."""

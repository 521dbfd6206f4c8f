"""What an indicator, a figure and a target must be, decided without the database."""

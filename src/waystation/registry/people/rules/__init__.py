"""What a person's file may hold, and how people are found."""

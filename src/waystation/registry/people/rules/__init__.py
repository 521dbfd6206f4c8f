"""What a person's file may hold, how people are found, when consent holds."""

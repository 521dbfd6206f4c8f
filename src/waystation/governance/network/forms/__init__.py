"""From typed text to values, one file for each noun."""

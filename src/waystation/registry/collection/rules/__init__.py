"""What a form means, and whether an answer keeps its rules. No database, no request."""

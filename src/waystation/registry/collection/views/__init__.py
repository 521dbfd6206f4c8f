"""Pages for the office, and the endpoints for phones."""

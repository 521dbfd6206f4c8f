"""Pages for the office, and the addresses that phones call."""

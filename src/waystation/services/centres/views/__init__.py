"""Pages of a centre. Each translates and calls one action or query."""

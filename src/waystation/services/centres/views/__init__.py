"""Pages of a centre. Each calls one action or query."""

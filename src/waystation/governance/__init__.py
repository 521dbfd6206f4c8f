"""Layer 4: results, reports, and the decisions based on them."""

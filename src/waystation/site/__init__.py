"""Layer 5: how people reach the product."""

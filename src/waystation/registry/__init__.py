"""Layer 2: what every service shares."""

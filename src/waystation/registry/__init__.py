"""Floor 2: what every service shares."""

"""Forms and submissions, exactly as they came."""

"""The annual work plan, its activities, commitments and reviews."""

"""Layer 2: records that all services share."""

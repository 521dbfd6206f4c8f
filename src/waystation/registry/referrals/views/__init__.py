"""Pages of referrals, of the partner's inbox and of guest links."""

"""Pages of the directory, of referrals, of the partner's inbox and of sealed links."""

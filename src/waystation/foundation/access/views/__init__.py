"""Pages about accounts, roles, addresses, tokens and the audit log."""

"""Every read of policy work; the first argument is the user."""

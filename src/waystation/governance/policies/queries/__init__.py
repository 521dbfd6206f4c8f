"""Every read of policy work; the user comes first."""

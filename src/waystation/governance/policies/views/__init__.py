"""The pages of policy work, one file for each noun."""

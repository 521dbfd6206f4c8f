"""The pages of the Network, one file for each noun."""

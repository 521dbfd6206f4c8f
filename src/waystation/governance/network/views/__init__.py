"""The pages of the Network, one module per kind of record."""

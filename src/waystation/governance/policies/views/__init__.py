"""The pages of policy work, one module per kind of record."""

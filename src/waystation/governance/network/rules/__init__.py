"""Rules of the Network, without a database, one module per kind of record."""

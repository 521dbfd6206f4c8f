"""Plain Python that every layer may use: errors, keys, periods, sealing, small words."""

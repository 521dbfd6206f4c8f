"""Plain Python that every floor may use: errors, keys, periods, sealing, small words."""

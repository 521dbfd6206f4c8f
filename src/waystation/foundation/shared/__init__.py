"""Plain Python for all layers: errors, keys, periods, sealing, small utilities."""

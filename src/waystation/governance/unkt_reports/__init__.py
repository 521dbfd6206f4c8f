"""Reports to UNKT: quarterly, half-yearly and on demand."""

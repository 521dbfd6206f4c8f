"""Form definitions, and the validation of answers. No database, no request."""

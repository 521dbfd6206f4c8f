"""Work without network: devices, what they hold, what they send, and how they are wiped."""

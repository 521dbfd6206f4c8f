"""Offline work: devices, the records on them, the records they send, and wiping them."""

"""Automatic e-mail: an outbox, deliveries, reminders, and signed links for guests."""

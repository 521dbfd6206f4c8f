"""E-mail that leaves by itself: an outbox, deliveries, reminders, signed links for guests."""

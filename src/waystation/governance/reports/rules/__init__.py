"""Rules for publishing a report, without the database."""

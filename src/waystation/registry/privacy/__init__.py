"""Data protection: consents and their texts, subject access, legal holds, retention, erasure."""

"""Data protection: consents and their texts, hand-over, legal holds, retention and erasure."""

"""The pages of ethical recruitment."""

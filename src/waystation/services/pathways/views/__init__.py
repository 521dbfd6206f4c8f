"""The pages of pathways and partnerships."""

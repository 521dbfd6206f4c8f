"""The pages of the diaspora for colleagues."""

"""The diaspora: mapping, self-registration, calls for contributions, letters by consent."""

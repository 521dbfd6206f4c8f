"""The diaspora: mapped, registered by themselves, asked to contribute, written to by consent."""

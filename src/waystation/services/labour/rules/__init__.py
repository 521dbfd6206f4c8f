"""What labour officers would argue about, decided without a database."""

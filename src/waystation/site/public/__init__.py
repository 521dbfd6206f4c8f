"""What a migrant, an employer, a diaspora member or a citizen sees without an account."""

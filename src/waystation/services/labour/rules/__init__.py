"""Business rules of labour mobility, without a database."""

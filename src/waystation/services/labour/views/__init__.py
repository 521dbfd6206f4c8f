"""The pages of labour supply and demand."""

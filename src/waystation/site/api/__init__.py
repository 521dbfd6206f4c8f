"""The HTTP API's root: tokens, description, errors. Each room brings its own endpoints."""

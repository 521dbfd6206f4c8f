"""The HTTP API's root: tokens, description, errors. Each app brings its own endpoints."""

"""The root of the HTTP API: tokens, description and errors. Each app defines its own endpoints."""

"""Rules of forms that are built in the browser."""

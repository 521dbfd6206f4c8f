"""Public pages for migrants, employers, the diaspora and citizens, without an account."""

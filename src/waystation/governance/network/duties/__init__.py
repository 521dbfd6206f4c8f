"""The status of duties about members, seats and registers."""

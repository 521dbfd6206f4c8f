"""How the duties about members, seats and registers stand."""

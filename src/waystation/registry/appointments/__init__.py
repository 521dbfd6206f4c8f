"""Appointments at the centres: slots, and bookings by staff or by the public, without a name."""

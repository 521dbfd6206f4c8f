"""Slots of the centres, and who comes: booked by staff or by the public, without a name."""

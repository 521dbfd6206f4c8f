"""Boards: the figures that somebody chose, side by side, for oneself or for an office."""

"""The UN Network on Migration: a secretariat that works by its Terms of Reference."""

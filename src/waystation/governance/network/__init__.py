"""The UN Network on Migration: a secretariat that follows its Terms of Reference."""

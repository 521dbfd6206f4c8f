"""Boards: selected figures side by side, private or shared with an office."""

"""The window: its parts, its actions, and what it remembers."""

"""The page of the spooler: what it does, every message in it, and what can be done about them."""

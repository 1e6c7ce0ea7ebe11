"""The certificate of a session: what is wrong with it, whose fault that is, and what may be decided about it."""

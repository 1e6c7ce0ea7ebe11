"""The general settings: what serves where an account says nothing."""

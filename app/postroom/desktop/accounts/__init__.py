"""The list of accounts with the state of their sessions."""

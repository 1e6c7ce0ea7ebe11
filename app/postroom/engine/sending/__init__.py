"""Sending in the background: the dispatcher, a lane for each account, and what becomes of attempts."""

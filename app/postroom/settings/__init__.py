"""Accounts, secrets, preferences and folders on this computer."""

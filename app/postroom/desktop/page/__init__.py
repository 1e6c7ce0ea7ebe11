"""The right side of the window: one account with its settings, its sessions and their details."""

"""What may pass of servers' certificates: bound exceptions and accounts' toggles in one list, with their history."""

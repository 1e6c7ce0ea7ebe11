"""The embedded mail servers: SMTP and POP3 on loopback, with scenarios."""

"""Sockets and TLS: resolving, dialling, streams, trust and transcripts."""

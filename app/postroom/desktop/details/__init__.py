"""What lies below a verdict: the transcript, the certificates and the capabilities of a session."""

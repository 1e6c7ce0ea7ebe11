"""Examining a chain of certificates: every problem with its evidence, under each store."""

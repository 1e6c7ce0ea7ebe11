"""Machines without I/O: bytes in, events out. No machine here waits, reads a clock or opens a socket."""

"""Values and rules: no files, no sockets, no event loop, no Qt."""

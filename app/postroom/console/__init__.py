"""The command line, on the stock event loop."""

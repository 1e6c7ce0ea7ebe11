"""The application without a face: one API for the window and the command line."""

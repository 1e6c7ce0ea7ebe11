"""One session as it is shown: its state, the timeline of its steps, and the verdict."""

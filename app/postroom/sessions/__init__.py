"""One driver per protocol: a machine, a stream and its deadlines."""

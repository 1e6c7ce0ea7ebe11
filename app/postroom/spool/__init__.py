"""The durable queue. The only package that knows the database."""

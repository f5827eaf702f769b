"""All services in one process on the real PostgreSQL, with records carried in memory: for long lives and odd orders."""

"""Every service, held against its own description in orders of calls that nobody thought of."""

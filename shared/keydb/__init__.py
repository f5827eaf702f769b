"""The key database: one set of tables, the same in every service's key database."""

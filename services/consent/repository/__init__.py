"""Rows of the database ↔ values of the domain. Nothing here commits."""

"""Scanned papers, whoever takes them in: what a file really is, and how it is sent."""

"""Searches what the product has written for personal data that it should hold in no readable form."""

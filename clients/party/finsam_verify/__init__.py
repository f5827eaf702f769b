"""Checks evidence from the disclosure log without network and without the rest of the house.

It imports the standard library and `cryptography`, nothing else: whoever is to judge the evidence can read all of it.
"""

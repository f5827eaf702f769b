"""Mechanisms that every service uses. Nothing here knows the trade."""

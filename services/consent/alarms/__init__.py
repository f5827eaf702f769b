"""Every minute and every hour: whether what was withdrawn is closed, counted and tried the real way."""

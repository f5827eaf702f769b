"""Commands: load, decide, keep. Each takes the ports that it needs; none commits."""

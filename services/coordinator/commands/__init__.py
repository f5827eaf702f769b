"""What the coordinator service can be asked to do: load, decide, keep. Nothing here commits."""

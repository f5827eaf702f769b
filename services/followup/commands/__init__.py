"""What the followup service can be asked to do: load, decide, keep. Nothing here commits."""

"""The `finsam` command and what it starts: real parts on one machine, and the demo."""

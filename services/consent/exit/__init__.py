"""The one exit: a recipient gets a section's key when a row allows it at this moment, and it is logged first."""

"""How rows end: withdrawn, annulled, run out, or with the collaboration or a unit. What ends is closed at once."""

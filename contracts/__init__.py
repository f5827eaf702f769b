"""What the parts have promised each other, as files: schemas, samples, interface descriptions."""

"""What can be asked of the consent service: each command loads, lets the domain decide, and keeps."""

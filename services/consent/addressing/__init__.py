"""From a fact to a recipient: what it becomes, for whom, sealed how. Who may open it is decided at the exit."""

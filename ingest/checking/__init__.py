"""What of a report its own figures prove or contradict: statements, the claims in them, and tables."""

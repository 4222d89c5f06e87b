"""Gold cases, scoring and the fictional sample corpus."""

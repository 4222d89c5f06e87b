"""Files to records: read, identify, outline, passages, figures, store. Never sees how questions are answered."""

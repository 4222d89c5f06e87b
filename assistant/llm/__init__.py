"""A language model, if the office has one: the seam, a client for OpenAI-compatible servers, and its absent twin."""

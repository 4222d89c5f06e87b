"""The heart of Youju: what is kept (records) and how a question is answered (answering)."""

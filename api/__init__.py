"""The doors: HTTP, chat page, command line."""

"""The revisions of each database's tables, oldest first: records, access, audit. How to add one: CONTRIBUTING.md."""

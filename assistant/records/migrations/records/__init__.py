"""Revisions of the tables of the records and what is kept beside them."""

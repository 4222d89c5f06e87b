"""The relay in the DMZ: verified messages go in to the intranet, calls to the platforms go out, nothing is kept on the way."""

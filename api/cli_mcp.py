"""`youju mcp`: the Model Context Protocol over standard input and output, for programs on the same machine."""

import sys

from api.cli_common import opened


def serve_mcp() -> None:
    """Speak the Model Context Protocol over standard input and output until the client hangs up."""
    from api.deps import Service, current_scope
    from api.mcp import mcp_server

    with opened() as library:
        # Standard output belongs to the protocol; whatever else is printed goes to standard error.
        server = mcp_server(Service(library), current_scope)
        server.run("stdio")
    sys.stdout.flush()

"""`youju mcp`: the Model Context Protocol over standard input and output, for programs on the same machine."""

import sys
from typing import TYPE_CHECKING

from api.cli_common import act_as, opened, person

if TYPE_CHECKING:
    from assistant.records.access_model import Caller


def serve_mcp() -> None:
    """Speak the Model Context Protocol over standard input and output until the client hangs up."""
    from api.deps import Service
    from api.gate import allowed
    from api.mcp import mcp_server
    from assistant.records.access_model import Permission

    named = act_as()
    with opened() as library:

        def calling() -> "Caller":
            # Asked anew for each message: the account may be disabled meanwhile.
            return allowed(person(library, named), Permission.READ)

        calling()
        # Standard output belongs to the protocol; whatever else is printed goes to standard error.
        server = mcp_server(Service(library), calling)
        server.run("stdio")
    sys.stdout.flush()

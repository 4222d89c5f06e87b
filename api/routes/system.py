"""The installation over HTTP: settings in force, storage, models, health."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.deps import Operating, TheLibrary
from api.problems import language_asked
from api.schemas_system import SystemOut
from api.system import system_record

router = APIRouter(prefix="/api", tags=["system"])


@router.get("/system", response_model=None, responses={200: {"model": SystemOut}})
async def get_system(request: Request, library: TheLibrary, _: Operating) -> Response:
    """What is in force and whether every part is well; values that may hold a password are not told."""
    return JSONResponse(await to_thread.run_sync(system_record, library, language_asked(request)))

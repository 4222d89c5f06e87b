"""The answers that each dialogue gets while nobody else asks, over HTTP as a reader gets them."""

import httpx

from eval.load.dialogues import Alone, Dialogue, Wire, answered_alone
from eval.load.people import SESSION, Person


def asked_alone(door: str, reader: Person, dialogues: tuple[Dialogue, ...]) -> Alone:
    """The dialogues with these answers; raises httpx.HTTPError where one does not come."""
    with httpx.Client(base_url=door, timeout=60, trust_env=False) as client:
        client.headers["sec-fetch-site"] = "same-origin"
        signed = client.post("/api/session", json={"name": reader.name, "password": reader.password})
        signed.raise_for_status()
        client.headers["cookie"] = f"{SESSION}={signed.cookies[SESSION]}"
        client.cookies.clear()

        def ask(question: str, conversation: str) -> Wire:
            answer = client.post("/api/ask", json={"question": question, "conversation_id": conversation})
            answer.raise_for_status()
            told: Wire = answer.json()
            return told

        return answered_alone(dialogues, ask)

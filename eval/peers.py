"""LlamaIndex and txtai over passages that the bench hands over, each in its default way, with our encoder.

`python eval/peers.py FOLDER ENCODER`, under a Python that has `llama-index-core` and `txtai`: reads FOLDER/passages.jsonl (id, text)
and FOLDER/questions.jsonl (text), and prints a JSON line a peer: its name, the milliseconds of each question and the passage
ids that it found. It needs nothing of the product but the encoder, and stays apart so that the product's environment does.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant.records.static_encoder import StaticEncoder, load_static

Search = Callable[[str], list[str]]
_FOUND = 5
_AT_ONCE = 2048


def main() -> None:
    """Measure every peer over the folder named on the command line."""
    os.environ.update(TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1")
    logging.disable(logging.WARNING)
    folder, encoder = Path(sys.argv[1]), load_static(Path(sys.argv[2]), "peers")
    passages = [json.loads(line) for line in (folder / "passages.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line)["text"] for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    for name, build in _peers(encoder):
        begun = time.process_time()
        search = build(passages)
        indexed = time.process_time() - begun
        search(asked[0])
        found, taken = [], []
        for text in asked:
            begun = time.process_time()
            found.append(search(text))
            taken.append((time.process_time() - begun) * 1000)
        print(json.dumps({"peer": name, "indexed_s": indexed, "ms": taken, "found": found}), flush=True)


def _peers(encoder: StaticEncoder) -> Iterator[tuple[str, Callable[[Sequence[dict[str, str]]], Search]]]:
    yield "LlamaIndex", lambda passages: _llama_index(passages, encoder)
    yield "txtai", lambda passages: _txtai(passages, encoder, hybrid=False)
    yield "txtai, hybrid", lambda passages: _txtai(passages, encoder, hybrid=True)


def _llama_index(passages: Sequence[dict[str, str]], encoder: StaticEncoder) -> Search:
    from llama_index.core import Settings, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.schema import TextNode

    class Ours(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in encoder.encode([query])[0]]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_query_embedding(text)

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in row] for row in encoder.encode(texts)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    Settings.llm = None
    nodes = [TextNode(id_=p["id"], text=p["text"]) for p in passages]
    index = VectorStoreIndex(nodes, embed_model=Ours(embed_batch_size=_AT_ONCE))
    retriever = index.as_retriever(similarity_top_k=_FOUND)
    return lambda text: [found.node.node_id for found in retriever.retrieve(text)]


def _txtai(passages: Sequence[dict[str, str]], encoder: StaticEncoder, *, hybrid: bool) -> Search:
    from txtai import Embeddings

    def vectors(texts: Any) -> Any:
        return encoder.encode(list(texts))

    index = Embeddings(method="external", transform=vectors, hybrid=hybrid, encodebatch=_AT_ONCE)
    index.index((p["id"], p["text"], None) for p in passages)
    return lambda text: [str(key) for key, _ in index.search(text, _FOUND)]


if __name__ == "__main__":
    main()

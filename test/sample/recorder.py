"""The recorder: plays requests to a model back from files, or makes them and writes those files.

One request is one recording: `<folder of the test file>/recordings/<request hash>.json`.
On the command line, `python recorder.py hash FILE…` prints the hash of the request in each file.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable

from client import ProviderError
from request_hash import MODEL_LIST_PATHS, hash_of_recording, http_hash, inference_hash, models_digest

MODES = ("live", "record", "replay", "record-if-missing")

SDK_TYPES = {
    "chat.completion.chunk": "openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
    "chat.completion": "openai.types.chat.chat_completion.ChatCompletion",
    "model": "openai.types.model.Model",
}

Request = dict
Send = Callable[[Request], Any]


class Recorder:
    """Stands between the client and the provider: `recorder.around(send)` takes the place of `send`."""

    def __init__(self, mode: str, base_folder: Path) -> None:
        """Use one of MODES. `base_folder` is where recordings lie that belong to no test; see `Storage`."""
        if mode not in MODES:
            raise ValueError(f"Unknown inference mode {mode!r}: use one of {', '.join(MODES)}")
        self.mode = mode
        self.storage = Storage(base_folder)
        self.test_id: str | None = None

    @contextmanager
    def test(self, node_id: str) -> Iterator[None]:
        """Count the requests made inside the `with` block as those of the test with this pytest node id."""
        self.test_id = node_id
        try:
            yield
        finally:
            self.test_id = None

    def around(self, send: Send) -> Send:
        """Return a function that answers like `send`, by replaying and recording as the mode says."""

        def answer(request: Request) -> Any:
            if self.mode == "live":
                return send(request)
            request_hash = inference_hash(request["method"], request["url"], request["body"], self.test_id)
            if self.mode != "record":
                response = self.storage.find(request_hash, request["endpoint"], self.test_id)
                if response is not None:
                    return _replayed(response)
            if self.mode == "replay":
                raise RuntimeError(_miss_message(request_hash, request))
            return self._record(request_hash, request, send)

        return answer

    def around_plain(self, send: Send) -> Send:
        """The same for plain HTTP requests. A stream is recorded line by line, and nothing is rewritten."""

        def answer(request: Request) -> Any:
            if self.mode == "live":
                return send(request)
            request = {"test_id": self.test_id, **request}
            request_hash = http_hash(request)
            recorded = None if self.mode == "record" else self.storage.find(request_hash, request["url"], self.test_id)
            if recorded is None:
                if self.mode == "replay":
                    raise RuntimeError(_miss_message(request_hash, request))
                recorded = _plain_response(send(request), request["payload"].get("stream", False))
                self.storage.store(request_hash, request, recorded, self.test_id)
            return iter(recorded["body"]) if recorded["is_streaming"] else recorded["body"]

        return answer

    def _record(self, request_hash: str, request: Request, send: Send) -> Any:
        streaming = request["body"].get("stream", False)
        body = None
        try:
            answer = send(request)
            body = [] if streaming else answer
            for chunk in answer if streaming else ():
                body.append(chunk)
        except Exception as error:
            self.storage.store(request_hash, request, _response(body, streaming, request_hash, error), self.test_id)
            raise
        self.storage.store(request_hash, request, _response(body, streaming, request_hash), self.test_id)
        return iter(body) if streaming else body


class Storage:
    """The recordings on disk.

    The base folder is `tests/integration/common` of the workspace. An absolute one stands for the workspace
    three levels above its `recordings` folder, so `<staging>/tests/integration/common` puts the recordings of
    every test folder below `<staging>`.
    """

    def __init__(self, base_folder: Path) -> None:
        self.base_folder = base_folder

    def store(self, request_hash: str, request: Request, response: dict[str, Any], test_id: str | None) -> None:
        """Write one recording. It appears whole or not at all."""
        folder = self._folder_of(test_id)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{request_hash}.json"
        if request.get("endpoint") in MODEL_LIST_PATHS and not response.get("is_exception"):
            model_ids = [model["__data__"]["id"] for model in response["body"]]
            name = f"models-{request_hash}-{models_digest(model_ids)}.json"
        recording = {"test_id": test_id, "request": request, "response": response, "id_normalization_mapping": {}}
        unfinished = folder / f".{name}.{os.getpid()}"
        unfinished.write_bytes((json.dumps(recording, indent=2) + "\n").encode("ascii"))
        os.replace(unfinished, folder / name)

    def find(self, request_hash: str, endpoint: str, test_id: str | None) -> dict[str, Any] | None:
        """Return the recorded response: from the test's own folder, then from the common one, or None."""
        folders = dict.fromkeys([self._folder_of(test_id), self._folder_of(None)])
        if endpoint in MODEL_LIST_PATHS:
            return _union([path for folder in folders for path in sorted(folder.glob(f"models-{request_hash}-*.json"))])
        for folder in folders:
            path = folder / f"{request_hash}.json"
            if path.exists():
                return json.loads(path.read_text("utf-8"))["response"]
        return None

    def _folder_of(self, test_id: str | None) -> Path:
        if not test_id:
            return self.base_folder / "recordings"
        test_folder = Path(test_id.split("::")[0]).parent
        if self.base_folder.is_absolute():
            return self.base_folder.parent.parent.parent / test_folder / "recordings"
        return test_folder / "recordings"


def _union(paths: list[Path]) -> dict[str, Any] | None:
    """Return one response with the models of all these model lists, sorted by id."""
    models = {}
    for path in paths:
        for model in json.loads(path.read_text("utf-8"))["response"]["body"]:
            models[model["__data__"]["id"]] = model
    return {"body": [models[key] for key in sorted(models)], "is_streaming": False} if models else None


def _response(body: Any, streaming: bool, request_hash: str, error: Exception | None = None) -> dict[str, Any]:
    """Return the `response` part of a recording. A stream that broke off has both its chunks and the error."""
    many = isinstance(body, list)
    response: dict[str, Any] = {
        "body": [_serialized(item, request_hash) for item in body] if many else _serialized(body, request_hash),
        "is_streaming": streaming and many,
    }
    if error:
        response.update(is_exception=True, exception_data=_exception_data(error), exception_message=str(error))
    return response


def _plain_response(answer: Any, streaming: bool) -> dict[str, Any]:
    """Return the `response` part of a recording of a plain HTTP request that the provider answered."""
    if streaming:
        return {"body": list(answer), "is_streaming": True}
    return {"status": 200, "body": answer, "is_streaming": False}


def _serialized(item: dict[str, Any] | None, request_hash: str) -> dict[str, Any] | None:
    if item is None:
        return None
    if item["object"] != "model":
        item = {**item, "id": f"rec-{request_hash[:12]}", "created": 0}
    return {"__type__": SDK_TYPES[item["object"]], "__data__": item}


def _replayed(response: dict[str, Any]) -> Any:
    """Return what the client would have got, or raise what it would have raised."""
    if response.get("is_exception"):
        raise _exception(response["exception_data"])
    body = response["body"]
    if not isinstance(body, list):
        return body["__data__"]
    items = [item["__data__"] for item in body]
    return iter(items) if response["is_streaming"] else items


def _exception_data(error: Exception) -> dict[str, Any]:
    kind = type(error).__name__
    if isinstance(error, ProviderError):
        return {
            "category": "provider_sdk",
            "provider": "openai",
            "type": kind,
            "message": str(error),
            "status_code": error.status_code,
            "body": error.body,
        }
    return {"category": "builtin" if hasattr(builtins, kind) else "unknown", "type": kind, "message": str(error)}


def _exception(data: dict[str, Any]) -> Exception:
    if data["category"] == "provider_sdk":
        return ProviderError.of_status(data["status_code"], data["message"], data["body"])
    kind = getattr(builtins, data["type"]) if data["category"] == "builtin" else Exception
    return kind(data["message"])


def _miss_message(request_hash: str, request: Request) -> str:
    body = request.get("body") or request.get("payload") or {}
    return (
        f"Recording not found for request hash: {request_hash}\n"
        f"Model: {body.get('model', 'unknown')} | Request: {request['method']} {request['url']}"
    )


def main(arguments: list[str]) -> int:
    """Print `<hash>  <file>` for each file named, or listed on standard input; `-` where no hash applies."""
    if not arguments or arguments[0] != "hash":
        print("usage: python recorder.py hash [FILE…]  (no FILE: list of files on standard input)", file=sys.stderr)
        return 2
    for path in arguments[1:] or sys.stdin.read().splitlines():
        recording = json.loads(Path(path).read_text("utf-8"))
        print(f"{hash_of_recording(recording) or '-'}  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

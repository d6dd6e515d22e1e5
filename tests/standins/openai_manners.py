"""What is odd about a server, whatever it says: servers of one's own differ in how they take a request.

Not a script; openai_standin.py uses it. Manners are set by the control call "set":
  thinks      <think>…</think> stands before the answer, and a first draft in it
  fences      prose and a code fence stand around the answer
  commas      a comma too many before each closing bracket
  uncounted   no usage in any answer
  no_schema   HTTP 500 to response_format json_schema, as llama_cpp.server does
  no_json     HTTP 400 to response_format json_object as well
  deaf        response_format is ignored: only what the prompt says in words is followed
  no_stream   HTTP 400 to stream: true
  cuts        a stream is dropped in its middle
"""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]
MANNERS = ("thinks", "fences", "commas", "uncounted", "no_schema", "no_json", "deaf", "no_stream", "cuts")
THOUGHTS = '<think>\nThe user wants {"claims": []}, or do they? Let me see { first.\n</think>\n\n'


def refused(manners: list[str], body: Json) -> tuple[int, str] | None:
    """Status and message where this server does not take such a request."""
    kind = (body.get("response_format") or {}).get("type")
    if "no_schema" in manners and kind == "json_schema":
        return 500, "'type'"
    if "no_json" in manners and kind == "json_object":
        return 400, "response_format is not supported"
    if "no_stream" in manners and body.get("stream"):
        return 400, "streaming is not supported"
    return None


def worded_schema(prompt: str) -> Json | None:
    """The JSON schema that a prompt holds in words, which a model follows where nothing enforces one."""
    found = re.search(r"JSON schema:\s*(?=\{)", prompt)
    if not found:
        return None
    schema, _ = json.JSONDecoder().raw_decode(prompt, found.end())
    return dict(schema)


def dressed(manners: list[str], text: str) -> str:
    """An answer as such a server sends it."""
    if "commas" in manners:
        text = re.sub(r"(?<=[}\]\"])(?=\s*[}\]])", ",", text)
    if "fences" in manners:
        text = f"Here are the claims, as you asked:\n\n```json\n{text}\n```\n\nLet me know if you {{need}} more!"
    return f"{THOUGHTS}{text}" if "thinks" in manners else text

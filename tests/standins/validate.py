"""Payload checks for both chat platforms: what the real service would refuse.

check_discord(method, path, body)  -> list of problems (empty = fine)
check_slack(method, body)          -> list of problems (empty = fine)

Run as a script to check one payload from standard input:
    python validate.py discord POST /channels/1/messages < body.json
    python validate.py slack chat.postMessage < body.json

Discord: the official OpenAPI file (specs/openapi.json of github.com/discord/discord-api-spec) plus the rules it leaves out. Faithful for
field lengths, counts and types. Not checked: permissions, state (does the message exist?),
gateway events, unknown keys (the real API ignores them too).
Slack: there is no official schema for Block Kit; the limits come from Slack's reference
pages and are checked recursively. Not checked: rich_text contents, markup inside mrkdwn.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from slack_rules import check_slack

__all__ = ["check_discord", "check_slack"]

SPEC_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "discord-openapi.json.gz"
"""Beside the checkout, read in place. Without it the rules below still hold, the specification is not consulted."""
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
V2_FLAG = 1 << 15
SUBCOMMANDS = (1, 2)


@functools.cache
def _spec() -> tuple[Any, list[tuple[str, re.Pattern[str], str, Any]]]:
    """The schema registry and the routes, the most literal ones first."""
    with gzip.open(SPEC_FILE, "rt", encoding="utf-8") as handle:
        spec = json.load(handle)
    # discord.py writes some snowflakes as numbers, and the real service takes them.
    spec["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    registry = Registry().with_resource("urn:discord", DRAFT202012.create_resource(spec))
    routes = []
    for path, operations in spec["paths"].items():
        pattern = re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) + "$")
        routes += [(verb.upper(), pattern, path, op) for verb, op in operations.items() if isinstance(op, dict)]
    routes.sort(key=lambda route: route[2].count("{"))
    return registry, routes


@functools.cache
def _validator(path: str, verb: str) -> Draft202012Validator:
    pointer = path.replace("~", "~0").replace("/", "~1")
    ref = f"urn:discord#/paths/{pointer}/{verb.lower()}/requestBody/content/application~1json/schema"
    return Draft202012Validator({"$ref": ref}, registry=_spec()[0])


def _best(error: ValidationError) -> ValidationError:
    """Follow anyOf/oneOf into the branch whose 'type' fits, and there to the deepest error."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for sub in error.context:
            branches.setdefault(sub.schema_path[0], []).append(sub)

        def unfit(errors: list[Any]) -> tuple[int, int]:
            wrong_kind = sum(1 for e in errors if list(e.path)[-1:] == ["type"] or e.validator == "type")
            return wrong_kind, len(errors)

        best = min(branches.values(), key=lambda errors: unfit(list(errors)))
        error = max(best, key=lambda e: len(e.absolute_path))
    return error


def _say(error: ValidationError) -> str:
    """A short sentence; the library's own would repeat the whole value."""
    if error.validator in ("maxLength", "maxItems", "minLength", "minItems"):
        unit = "characters" if "Length" in error.validator else "items"
        return f"{len(error.instance)} {unit}, the {error.validator[:3]}imum is {error.validator_value}"
    return str(error.message)[:160]


def _from_spec(verb: str, path: str, body: Any) -> list[str]:
    if not SPEC_FILE.exists():
        return []
    for method, pattern, template, operation in _spec()[1]:
        if method == verb and pattern.match(path):
            if "application/json" not in operation.get("requestBody", {}).get("content", {}):
                return []
            found = [_best(error) for error in _validator(template, verb).iter_errors(body)]
            return [f"{'/'.join(map(str, e.absolute_path)) or 'body'}: {_say(e)}" for e in found]
    return [f"no such route in the official specification: {verb} {path}"]


def check_discord(method: str, path: str, body: Any) -> list[str]:
    """Problems of one REST call; `path` without the /api/v10 prefix and without a query."""
    verb = method.upper()
    if verb in ("GET", "DELETE"):
        return []
    problems = _from_spec(verb, path, body)
    if re.fullmatch(r"/applications/\d+(/guilds/\d+)?/commands(/\d+)?", path):
        commands = body if isinstance(body, list) else [body]
        problems += _command_set(commands)
    elif not isinstance(body, dict):
        return problems
    elif path.endswith("/callback"):
        data = body.get("data") or {}
        if body.get("type") in (4, 7):
            problems += _message(data, new=body["type"] == 4)
        elif body.get("type") == 9:
            problems += [f"modal: custom_id {cid!r} used twice" for cid in _doubles(data.get("components") or [])]
    elif re.search(r"/messages(/[^/]+)?$|^/webhooks/[^/]+/[^/]+$", path):
        problems += _message(body, new=verb == "POST")
    return list(dict.fromkeys(problems))


def _message(body: dict[str, Any], *, new: bool) -> Iterator[str]:
    """Rules for a message that the specification leaves out."""
    components = body.get("components") or []
    embeds = body.get("embeds") or []
    content = body.get("content") or ""
    if len(content) > 2000:
        yield f"content: {len(content)} characters, a bot may send 2000"
    other = ("attachments", "sticker_ids", "poll", "message_reference", "_files")
    if new and not (content.strip() or embeds or components or any(body.get(key) for key in other)):
        yield "body: Cannot send an empty message"
    yield from _embeds(embeds)
    everything = list(_walk(components))
    if (body.get("flags") or 0) & V2_FLAG:
        if content or embeds:
            yield "body: content and embeds are not allowed with components V2"
        if len(everything) > 40:
            yield f"components: {len(everything)} in all, the limit is 40"
        text = sum(len(part.get("content") or "") for part in everything if part.get("type") == 10)
        if text > 4000:
            yield f"components: {text} characters of text in all, the limit is 4000"
    elif len(components) > 5:
        yield f"components: {len(components)} rows, the limit is 5"
    for custom_id in _doubles(components):
        yield f"components: custom_id {custom_id!r} used twice"
    for part in everything:
        if part.get("type") == 12:
            yield from _gallery(part)
        if part.get("type") == 2 and part.get("style") == 5 and (part.get("custom_id") or not part.get("url")):
            yield "components: a link button needs a url and no custom_id"


def _gallery(gallery: dict[str, Any]) -> Iterator[str]:
    items = gallery.get("items") or []
    if not 1 <= len(items) <= 10:
        yield f"components: a media gallery of {len(items)} items, must be 1 to 10"
    for item in items:
        url, description = str((item.get("media") or {}).get("url") or ""), item.get("description")
        if urlsplit(url).scheme not in ("http", "https", "attachment") or len(url) > 2048:
            yield f"components: not a valid url of a picture: {url[:80]!r}"
        if description is not None and not 1 <= len(description) <= 1024:
            yield f"components: a description of {len(description)} characters, must be 1 to 1024"


def _embeds(embeds: list[dict[str, Any]]) -> Iterator[str]:
    total = 0
    for number, embed in enumerate(embeds):
        fields = embed.get("fields") or []
        for field in fields:
            if not str(field.get("name") or "").strip() or not str(field.get("value") or "").strip():
                yield f"embeds/{number}/fields: name and value must not be empty"
        parts = [embed.get("title"), embed.get("description")]
        parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
        parts += [text for field in fields for text in (field.get("name"), field.get("value"))]
        total += sum(len(part or "") for part in parts)
        places = {"url": embed.get("url")}
        places |= {name: (embed.get(name) or {}).get("url") for name in ("image", "thumbnail", "author")}
        for name, url in places.items():
            good = ("http", "https") if name in ("url", "author") else ("http", "https", "attachment")
            if url and (urlsplit(url).scheme not in good or not urlsplit(url).netloc):
                yield f"embeds/{number}/{name}: not a valid url: {url[:80]!r}"
    if total > 6000:
        yield f"embeds: {total} characters in all, the limit is 6000"


def _command_set(commands: list[dict[str, Any]]) -> Iterator[str]:
    for kind, limit in ((1, 100), (2, 5), (3, 5)):
        count = sum(1 for command in commands if command.get("type", 1) == kind)
        if count > limit:
            yield f"commands: {count} of type {kind}, the limit is {limit}"
    for command in commands:
        if command.get("type", 1) == 1:
            yield from _command(command, str(command.get("name")))
            if (size := _command_size(command)) > 8000:
                yield f"{command.get('name')}: {size} characters in all, the limit is 8000"


def _command(node: dict[str, Any], where: str) -> Iterator[str]:
    name = str(node.get("name") or "")
    if not COMMAND_NAME.match(name) or name != name.lower():
        yield f"{where}: name must be 1-32 letters, digits, - or _, in lower case"
    if not 1 <= len(node.get("description") or "") <= 100:
        yield f"{where}: description must be 1-100 characters"
    options = node.get("options") or []
    names = [option.get("name") for option in options]
    if len(names) != len(set(names)):
        yield f"{where}: two options have the same name"
    needed = [bool(option.get("required")) for option in options if option.get("type") not in SUBCOMMANDS]
    if needed != sorted(needed, reverse=True):
        yield f"{where}: required options must come before the others"
    for option in options:
        yield from _command(option, f"{where} {option.get('name')}")


def _command_size(node: dict[str, Any]) -> int:
    size = len(node.get("name") or "") + len(node.get("description") or "")
    size += sum(len(c.get("name") or "") + len(str(c.get("value"))) for c in node.get("choices") or [])
    return size + sum(_command_size(option) for option in node.get("options") or [])


def _walk(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from _walk(part.get("components") or [])
        yield from _walk([part[key] for key in ("accessory", "component") if isinstance(part.get(key), dict)])


def _doubles(components: list[dict[str, Any]]) -> list[str]:
    ids = [part["custom_id"] for part in _walk(components) if part.get("custom_id")]
    return sorted({one for one in ids if ids.count(one) > 1})


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "discord":
        result = check_discord(sys.argv[2], sys.argv[3], json.load(sys.stdin))
    elif len(sys.argv) == 3 and sys.argv[1] == "slack":
        result = check_slack(sys.argv[2], json.load(sys.stdin))
    else:
        sys.exit(__doc__)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    sys.exit(1 if result else 0)

"""Discord messages as a page that looks like Discord's dark desktop client, made from the payloads."""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any

from bench.reading import Kind, Seen
from bench.reading_discord import display

_STYLE = """
body { margin: 0; background: #1a1a1e; color: #dfe0e2; font: 16px/1.375 "gg sans", "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
.where { padding: 12px 16px; border-bottom: 1px solid #2b2b30; font-weight: 600; color: #fff; }
.message { display: flex; gap: 16px; padding: 16px 16px 0; }
.avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #3b6fd4; color: #fff; display: flex;
  align-items: center; justify-content: center; font-weight: 700; }
.name { font-weight: 500; color: #fff; } .app { background: #5865f2; color: #fff; font-size: 10px; font-weight: 600;
  border-radius: 4px; padding: 1px 5px; margin: 0 6px; vertical-align: 2px; } .time { color: #949ba4; font-size: 12px; }
.parts { display: flex; flex-direction: column; gap: 8px; max-width: 600px; padding: 2px 0; }
.container { background: #242429; border: 1px solid #36363c; border-left: 4px solid; border-radius: 8px; padding: 16px; }
h1, h2, h3 { font-size: 16px; line-height: 1.375; font-weight: 700; margin: 0; color: #fff; } p { margin: 0; white-space: pre-wrap; }
.small { font-size: 13px; line-height: 1.4; color: #949ba4; } ul { margin: 0; padding-left: 20px; } li { margin-bottom: 2px; }
.quote { border-left: 4px solid #4e5058; border-radius: 4px; padding-left: 12px; white-space: pre-wrap; }
pre { background: #2b2d31; border: 1px solid #1e1f22; border-radius: 4px; padding: 8px; margin: 0; font-size: 14px; white-space: pre-wrap; }
code { background: #2b2d31; border-radius: 4px; padding: 0 3px; font-size: 85%; } a { color: #4da3ff; text-decoration: none; }
hr { border: 0; border-top: 1px solid #3a3a40; width: 100%; margin: 4px 0; } .row { display: flex; gap: 8px; flex-wrap: wrap; }
img { max-width: 550px; max-height: 350px; border-radius: 8px; align-self: flex-start; }
button { border: 0; border-radius: 8px; padding: 0 16px; height: 32px; font: 500 14px "gg sans", "Noto Sans", "Liberation Sans", sans-serif;
  background: #2f2f35; color: #dfe0e2; border: 1px solid #3d3d44; } button.primary { background: #5865f2; color: #fff; border-color: #5865f2; }
"""  # noqa: E501 - a style sheet
_LOOKS = {"bold": "b", "italic": "i", "code": "code"}


def page(where: str, payloads: Iterable[Mapping[str, Any]]) -> str:
    """The messages under the name of their channel or thread."""
    shown = "".join(map(_message, payloads))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><div class="where"># {escape(where)}</div>{shown}'
    )


def _message(payload: Mapping[str, Any]) -> str:
    head = '<span class="name">Paperwire</span><span class="app">APP</span><span class="time">09:00</span>'
    inside = "".join(map(_component, payload["components"]))
    return f'<div class="message"><div class="avatar">P</div><div>{head}<div class="parts">{inside}</div></div></div>'


def _component(part: Mapping[str, Any]) -> str:
    inside = "".join(map(_component, part.get("components", ())))
    match part["type"]:
        case 17:
            return f'<div class="parts container" style="border-left-color:#{part["accent_color"]:06x}">{inside}</div>'
        case 10:
            return f"<div>{_display(part['content'])}</div>"
        case 12:
            return "".join(map(_picture, part["items"]))
        case 14:
            return "<hr>"
        case 1:
            return f'<div class="row">{inside}</div>'
        case _:
            return f'<button class="{"primary" if part["style"] == 1 else ""}">{escape(part["label"])}</button>'


def _picture(item: Mapping[str, Any]) -> str:
    return f'<img src="{escape(item["media"]["url"])}" alt="{escape(item.get("description", ""))}">'


def _display(content: str) -> str:
    """A text display as it is read, block by block."""
    return "".join(_block(kind, list(run)) for kind, run in groupby(display(content).seen, key=lambda seen: seen.kind))


def _block(kind: Kind, run: list[Seen]) -> str:
    lines = [list(line) for broken, line in groupby(run, key=lambda seen: seen.char == "\n") if not broken]
    match kind:
        case "heading":
            return "".join(f"<h3>{_inline(line)}</h3>" for line in lines)
        case "small":
            return "".join(f'<p class="small">{_inline(line)}</p>' for line in lines)
        case "bullet":
            return f"<ul>{''.join(f'<li>{_inline(line)}</li>' for line in lines)}</ul>"
        case "quote":
            return f'<div class="quote">{_inline(run[:-1])}</div>'
        case "code":
            return f"<pre>{escape(''.join(seen.char for seen in run))}</pre>"
        case _:
            return f"<p>{_inline(run[:-1])}</p>"


def _inline(run: list[Seen]) -> str:
    return "".join(_styled(looks, link, list(same)) for (looks, link), same in groupby(run, key=_look))


def _look(seen: Seen) -> tuple[frozenset[str], str]:
    return seen.looks, seen.link


def _styled(looks: frozenset[str], link: str, run: list[Seen]) -> str:
    text = escape("".join(seen.char for seen in run))
    for name in sorted(looks):
        text = f"<{_LOOKS[name]}>{text}</{_LOOKS[name]}>"
    return f'<a href="{escape(link)}">{text}</a>' if link else text

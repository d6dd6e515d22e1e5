"""Slack messages as a page that looks like Slack's light desktop client, made from the payloads."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
body { margin: 0; background: #fff; color: #1d1c1d; font: 15px/1.4667 Lato, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
.where { padding: 12px 20px; border-bottom: 1px solid #e0e0e0; font-weight: 900; font-size: 18px; }
.message { display: flex; gap: 8px; padding: 12px 20px 4px; } .avatar { flex: none; width: 36px; height: 36px; border-radius: 8px;
  background: #3b6fd4; color: #fff; display: flex; align-items: center; justify-content: center; font-weight: 700; }
.name { font-weight: 900; } .app { background: #e8e8e8; color: #616061; font-size: 10px; font-weight: 700; border-radius: 2px;
  padding: 1px 3px; margin: 0 6px; vertical-align: 1px; } .time { color: #616061; font-size: 12px; }
.blocks > div { margin-bottom: 8px; max-width: 640px; } .header { font-size: 18px; font-weight: 900; line-height: 1.33; }
.context { font-size: 13px; color: #616061; line-height: 1.385; } .section { white-space: pre-wrap; }
ul { margin: 0; padding-left: 24px; } .quote { border-left: 4px solid #ddd; padding-left: 12px; white-space: pre-wrap; }
pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px; margin: 0; font-size: 12px; white-space: pre-wrap; }
code { background: #f8f8f8; border: 1px solid #ddd; border-radius: 3px; color: #e01e5a; font-size: 12px; padding: 1px 3px; }
a { color: #1264a3; text-decoration: none; } hr { border: 0; border-top: 1px solid #ddd; }
img { max-width: 360px; max-height: 360px; border-radius: 8px; }
button { height: 28px; padding: 0 12px; margin: 0 8px 4px 0; border: 1px solid #bbb; border-radius: 4px; background: #fff;
  font: 700 13px Lato, "Noto Sans", "Liberation Sans", sans-serif; color: #1d1c1d; } button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
"""  # noqa: E501 - a style sheet


def page(where: str, payloads: Iterable[Mapping[str, Any]]) -> str:
    """The messages under the name of their channel or thread."""
    shown = "".join(map(_message, payloads))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><div class="where"># {escape(where)}</div>{shown}'
    )


def _message(payload: Mapping[str, Any]) -> str:
    head = '<span class="name">Paperwire</span><span class="app">APP</span><span class="time">9:00 AM</span>'
    inside = "".join(f"<div>{_block(block)}</div>" for block in payload["blocks"])
    return f'<div class="message"><div class="avatar">P</div><div>{head}<div class="blocks">{inside}</div></div></div>'


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f'<div class="header">{escape(block["text"]["text"])}</div>'
        case "context":
            return f'<div class="context">{" ".join(map(_text, block["elements"]))}</div>'
        case "image":
            return f'<img src="{escape(block["image_url"])}" alt="{escape(block["alt_text"])}">'
        case "divider":
            return "<hr>"
        case "actions":
            return "".join(map(_button, block["elements"]))
        case _:
            return "".join(map(_rich, block["elements"]))


def _button(button: Mapping[str, Any]) -> str:
    return f'<button class="{button.get("style", "")}">{escape(button["text"]["text"])}</button>'


def _text(text: Mapping[str, Any]) -> str:
    if text["type"] == "plain_text":
        return escape(text["text"])
    linked: str = re.sub(r"<([^|>]*)\|([^>]*)>", r'<a href="\1">\2</a>', text["text"])  # the rest of it is HTML already
    return linked


def _rich(element: Mapping[str, Any]) -> str:
    match element["type"]:
        case "rich_text_list":
            return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in element['elements'])}</ul>"
        case "rich_text_preformatted":
            return f"<pre>{_inline(element)}</pre>"
        case kind:
            return f'<div class="{kind.removeprefix("rich_text_")}">{_inline(element)}</div>'


def _inline(element: Mapping[str, Any]) -> str:
    return "".join(map(_part, element["elements"]))


def _part(part: Mapping[str, Any]) -> str:
    text = escape(part["text"])
    for name, tag in (("code", "code"), ("italic", "i"), ("bold", "b")):
        if part.get("style", {}).get(name):
            text = f"<{tag}>{text}</{tag}>"
    return f'<a href="{escape(part["url"])}">{text}</a>' if part["type"] == "link" else text

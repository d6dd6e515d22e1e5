"""A form as a Discord modal, and a submitted one as options. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.platforms.discord.addresses import form_id
from bot.platforms.discord.keys import parts
from bot.platforms.platform import Field, Form

MOST_FIELDS: Final = 5
_LABEL, _TEXT, _LIST = 18, 4, 3
_SHORT, _PARAGRAPH = 1, 2

Json = dict[str, Any]


def modal(form: Form) -> Json:
    """The form as the data of a modal, with its first five fields."""
    fields = [_labelled(field) for field in form.fields[:MOST_FIELDS]]
    return {"custom_id": form_id(form), "title": form.title[:45], "components": fields}


def filled(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What people put into the fields of a modal, by name; an empty one is empty."""
    return {part["custom_id"]: _value(part) for part in parts(components) if part.get("custom_id")}


def _value(part: Mapping[str, Any]) -> str:
    chosen = part.get("values")
    return str(chosen[0]) if chosen else str(part.get("value") or "").strip()


def _labelled(field: Field) -> Json:
    labelled: Json = {"type": _LABEL, "label": field.label[:45], "component": _input(field)}
    if field.choices and field.hint:
        labelled["description"] = field.hint[:100]
    return labelled


def _input(field: Field) -> Json:
    common: Json = {"custom_id": field.name, "required": field.required}
    if field.choices:
        options = [{"label": one[:100], "value": one[:100], "default": one == field.value} for one in field.choices]
        return {"type": _LIST, **common, "options": options[:25]}
    text: Json = {"type": _TEXT, **common, "style": _PARAGRAPH if field.long else _SHORT}
    if field.hint:
        text["placeholder"] = field.hint[:100]
    if field.value:
        text["value"] = field.value[:4000]
    return text

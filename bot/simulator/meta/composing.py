"""Turns the body of a call to send into a line of the chat; refuses what Meta refuses."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.simulator.lines import Choice
from bot.simulator.media import MediaStore
from bot.simulator.meta import checking
from bot.simulator.meta.errors import GraphError
from bot.simulator.templates import Templates

_MEDIA = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
}


@dataclass
class Draft:
    """What is to be shown on the phone. `free` needs an open window."""

    kind: str
    text: str = ""
    choices: list[Choice] = field(default_factory=list)
    style: str = ""
    menu: str = ""
    header: str = ""
    footer: str = ""
    template: str | None = None
    parameters: list[str] = field(default_factory=list)
    media: str | None = None
    details: dict = field(default_factory=dict)
    free: bool = True


def compose(body: dict, templates: Templates, media: MediaStore) -> Draft:
    """Raises GraphError."""
    kind = body.get("type", "text")
    if kind == "text":
        text = checking.field(body, "text", dict)
        return Draft("text", checking.text_of(text, "body", checking.MOST_TEXT, "text."))
    if kind == "interactive":
        return _interactive(checking.field(body, "interactive", dict))
    if kind == "template":
        return _template(checking.field(body, "template", dict), templates)
    if kind == "reaction":
        reaction = checking.field(body, "reaction", dict)
        emoji = checking.optional_text(reaction, "emoji", 16, "reaction.")
        target = checking.text_of(reaction, "message_id", 512, "reaction.")
        return Draft("reaction", emoji, details={"of": target})
    if kind in _MEDIA:
        return _media(kind, checking.field(body, kind, dict), media)
    if kind in ("location", "contacts"):
        given = checking.field(body, kind, dict if kind == "location" else list)
        return Draft(kind.rstrip("s"), details={kind: given})
    raise GraphError(131051, f"The message type {kind!r} is not supported.")


def _interactive(interactive: dict) -> Draft:
    style = checking.field(interactive, "type")
    body = checking.field(interactive, "body", dict)
    draft = Draft(
        "interactive",
        checking.text_of(body, "text", checking.MOST_INTERACTIVE_BODY, "body."),
        header=checking.label(interactive, "header"),
        footer=checking.label(interactive, "footer"),
    )
    action = checking.field(interactive, "action", dict)
    if style == "button":
        draft.style, draft.choices = "buttons", checking.buttons(action)
    elif style == "list":
        draft.menu = checking.text_of(action, "button", checking.MOST_BUTTON_TITLE, "action.")
        draft.style, draft.choices = "list", checking.rows(action)
    elif style == "cta_url":
        given = checking.field(action, "parameters", dict, "action.")
        title = checking.text_of(given, "display_text", checking.MOST_BUTTON_TITLE)
        draft.style = "link"
        draft.details = {"title": title, "url": checking.text_of(given, "url", 2000)}
    else:
        raise GraphError(131009, f"The interactive type {style!r} is not valid.")
    return draft


def _template(wanted: dict, templates: Templates) -> Draft:
    name = checking.text_of(wanted, "name", 512, "template.")
    language = checking.text_of(
        checking.field(wanted, "language", dict, "template."), "code", 20, "template.language."
    )
    template = templates.get(name, language)
    if template is None:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if template.paused:
        raise GraphError(132015, "The template is paused because of low quality.")
    given: list[dict] = []
    payloads: dict[int, str] = {}
    for component in wanted.get("components", []):
        parameters = component.get("parameters", [])
        if str(component.get("type", "")).lower() == "body":
            given = parameters
        elif str(component.get("type", "")).lower() == "button" and parameters:
            payloads[int(component.get("index", 0))] = parameters[0].get("payload", "")
    for one in given:
        if not isinstance(one, dict) or one.get("type") != "text" or not one.get("text"):
            raise GraphError(132012, "Each body parameter must be a text that is not empty.")
    if len(given) != len(template.variables):
        details = f"number of localizable_params ({len(given)}) does not match the expected "
        raise GraphError(132000, details + f"number of params ({len(template.variables)})")
    values = {
        one.get("parameter_name", name): one["text"] for name, one in zip(template.variables, given)
    }
    try:
        text = template.filled(values)
    except KeyError as missing:
        raise GraphError(132012, f"There is no parameter named {missing}.") from None
    choices = [
        Choice(payloads.get(number, title), title) for number, title in enumerate(template.buttons)
    ]
    return Draft(
        "template",
        text,
        choices,
        "buttons" if choices else "",
        template=name,
        parameters=[one["text"] for one in given],
        free=False,
    )


def _media(kind: str, given: dict, media: MediaStore) -> Draft:
    details = {name: given[name] for name in ("link", "filename") if name in given}
    file_id = given.get("id")
    if not file_id and not details.get("link"):
        raise GraphError(131008, f"The parameter {kind}.id or {kind}.link is required.")
    if file_id and media.get(str(file_id)) is None:
        raise GraphError(131009, f"The parameter {kind}.id is no uploaded media.")
    caption = checking.optional_text(given, "caption", 1024, f"{kind}.")
    return Draft(_MEDIA[kind], caption, media=file_id, details=details)

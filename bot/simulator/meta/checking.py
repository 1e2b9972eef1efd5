"""Checks the body of a message against Meta's own limits before it is accepted."""

from __future__ import annotations

from bot.simulator.lines import Choice
from bot.simulator.meta.errors import GraphError

MOST_TEXT = 4096
MOST_INTERACTIVE_BODY = 1024
MOST_LABEL = 60
MOST_BUTTONS, MOST_BUTTON_TITLE, MOST_BUTTON_ID = 3, 20, 256
MOST_ROWS, MOST_ROW_TITLE, MOST_ROW_ID, MOST_ROW_DESCRIPTION = 10, 24, 200, 72
MOST_KEY = 512


def field(body: dict, name: str, kind: type = str, where: str = "") -> object:
    """A field that must be there. Raises 131008 or 131009."""
    if not isinstance(body, dict) or body.get(name) in (None, "", [], {}):
        raise GraphError(131008, f"The parameter {where}{name} is required.")
    value = body[name]
    if not isinstance(value, kind):
        raise GraphError(131009, f"The parameter {where}{name} is of the wrong type.")
    return value


def text_of(body: dict, name: str, most: int, where: str = "") -> str:
    """A text that must be there and not too long."""
    value = str(field(body, name, str, where))
    if not value.strip():
        raise GraphError(131008, f"The parameter {where}{name} is required.")
    return _short(value, most, where + name)


def optional_text(body: dict, name: str, most: int, where: str = "") -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise GraphError(131009, f"The parameter {where}{name} is of the wrong type.")
    return _short(value, most, where + name)


def label(interactive: dict, name: str) -> str:
    """The text of a header or footer, if there is one."""
    part = interactive.get(name)
    if part is None:
        return ""
    if name == "header" and field(part, "type", str, "header.") != "text":
        return ""
    return text_of(part, "text", MOST_LABEL, name + ".")


def buttons(action: dict) -> list[Choice]:
    """Reply buttons: one to three, each id and title only once."""
    wanted = field(action, "buttons", list, "action.")
    if len(wanted) > MOST_BUTTONS:
        raise GraphError(131009, f"Buttons count must be from 1 to {MOST_BUTTONS}.")
    choices = []
    for one in wanted:
        if not isinstance(one, dict) or one.get("type") != "reply":
            raise GraphError(131009, "Button type must be reply.")
        reply = field(one, "reply", dict, "button.")
        choices.append(
            Choice(
                text_of(reply, "id", MOST_BUTTON_ID, "button.reply."),
                text_of(reply, "title", MOST_BUTTON_TITLE, "button.reply."),
            )
        )
    _each_once([one.id for one in choices], "Button id")
    _each_once([one.title for one in choices], "Button title")
    return choices


def rows(action: dict) -> list[Choice]:
    """The rows of all sections of a list: ten at most; of several sections each has a title."""
    sections = field(action, "sections", list, "action.")
    choices: list[Choice] = []
    for section in sections:
        if not isinstance(section, dict):
            raise GraphError(131009, "A section is of the wrong type.")
        if len(sections) > 1:
            text_of(section, "title", MOST_ROW_TITLE, "section.")
        optional_text(section, "title", MOST_ROW_TITLE, "section.")
        for row in field(section, "rows", list, "section."):
            choices.append(
                Choice(
                    text_of(row, "id", MOST_ROW_ID, "row."),
                    text_of(row, "title", MOST_ROW_TITLE, "row."),
                    optional_text(row, "description", MOST_ROW_DESCRIPTION, "row."),
                )
            )
    if len(choices) > MOST_ROWS:
        raise GraphError(131009, f"Total row count exceeds the maximum of {MOST_ROWS}.")
    _each_once([one.id for one in choices], "Row id")
    return choices


def _short(value: str, most: int, where: str) -> str:
    if len(value) > most:
        raise GraphError(131009, f"The parameter {where} is longer than {most} characters.")
    return value


def _each_once(values: list[str], what: str) -> None:
    if len(set(values)) < len(values):
        raise GraphError(131009, f"{what} must be unique.")

"""One table of a content file, read key by key; whatever has the wrong shape becomes a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.protocol.days import GRAMMAR, parse_window
from bot.protocol.faults import Place, choice, nearest, shorten
from bot.protocol.model import Window
from bot.protocol.reading.yaml_lines import Items, Node, Table, Text


class Fields:
    """The known keys of one table. Readers give None where a value is absent or faulty.

    `sound` is False as soon as anything was wrong; `lines` holds the line of every value read
    (list items as "key/0", "key/1", …) with the table's own line under "".
    """

    def __init__(
        self,
        node: Node,
        line: int,
        place: Place,
        required: Sequence[str],
        optional: Sequence[str] = (),
    ) -> None:
        self.place = place
        self.line = line
        self.sound = True
        self.lines: dict[str, int] = {"": line}
        self._entries: dict[str, Node] = {}
        known = (*required, *optional)
        if not isinstance(node, Table):
            self._fault(line, "keys are expected here", f"write {', '.join(required)}")
            return
        self._entries = node.entries
        self.lines.update(node.key_lines)
        misspelled = self._report_unknown(node, known)
        for key in required:
            if key not in node.entries and key not in misspelled:
                self._fault(line, f"the key '{key}' is missing", f"add '{key}:'")

    def text(self, key: str) -> str | None:
        """The text under a key, without the blanks around it."""
        node = self._entries.get(key)
        return None if node is None else self._text_of(node, key, self.lines[key])

    def texts(self, key: str, may_be_empty: bool = False) -> tuple[str, ...] | None:
        """The list of texts under a key."""
        node = self._entries.get(key)
        if node is None:
            return None
        line = self.lines[key]
        if not isinstance(node, Items) or not (node.items or may_be_empty):
            self._fault(line, f"'{key}' must be a list", "write one '- item' per line")
            return None
        found = []
        for index, item in enumerate(node.items):
            self.lines[f"{key}/{index}"] = item.line
            found.append(self._text_of(item, f"an item of {key}", item.line))
        return None if None in found else tuple(text for text in found if text is not None)

    def window(self, key: str) -> Window | None:
        """The window of days under a key."""
        spelled = self.text(key)
        if spelled is None:
            return None
        try:
            return parse_window(spelled)
        except ValueError as error:
            self._fault(self.lines[key], str(error), GRAMMAR)
            return None

    def one_of(self, key: str, known: Sequence[str]) -> str | None:
        """The word under a key, out of a closed list."""
        word = self.text(key)
        if word is not None and word not in known:
            self._fault(self.lines[key], f"unknown {key} '{shorten(word)}'", choice(word, known))
            return None
        return word

    def tables(self, key: str) -> Iterator[tuple[str, Node, int]]:
        """The entries of the table under a key: name, value and line of the name."""
        node = self._entries.get(key)
        if node is None:
            return
        if not isinstance(node, Table):
            self._fault(self.lines[key], f"'{key}' must hold names with content", "add entries")
            return
        for name, value in node.entries.items():
            yield name, value, node.key_lines[name]

    def items(self, key: str) -> Sequence[Node] | None:
        """The list under a key, of whatever shape its items have."""
        node = self._entries.get(key)
        if node is None:
            return None
        if not isinstance(node, Items) or not node.items:
            self._fault(self.lines[key], f"'{key}' must be a list", "write one '- item' per line")
            return None
        return node.items

    def _text_of(self, node: Node, what: str, line: int) -> str | None:
        if not isinstance(node, Text):
            self._fault(line, f"'{what}' must be text", "write it as one sentence or word")
            return None
        text = node.text.strip()
        if not text:
            self._fault(line, f"'{what}' is empty", "write it or delete the key")
            return None
        return text

    def _report_unknown(self, table: Table, known: Sequence[str]) -> set[str]:
        """Report the keys that do not exist; returns those that were probably meant by them."""
        meant = set()
        for key in table.entries:
            if key in known:
                continue
            guess = nearest(key, known)
            if guess is not None and guess not in table.entries:
                meant.add(guess)
            self._fault(table.key_lines[key], f"unknown key '{shorten(key)}'", choice(key, known))
        return meant

    def _fault(self, line: int, message: str, fix: str) -> None:
        self.sound = False
        self.place.fault(line, message, fix)

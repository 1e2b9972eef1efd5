"""The mapping file: which column of a clinic's export is which of our fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.patients.errors import RegisterError
from bot.patients.fields import AREAS, did_you_mean
from bot.patients.importing.row import Fault

FIELDS = (
    "external_id",
    "patient_id",
    "name",
    "first_name",
    "last_name",
    "phone",
    "treated_on",
    "procedure",
    "areas",
    "provider",
)
DATE_ORDERS = ("ISO", "DMY", "MDY")
DELIMITERS = (",", ";", "\t", "|")
_KEYS = ("source", "dates", "delimiter", "columns", "areas")
DEFAULT_SOURCE = "clinic"


class MappingError(RegisterError):
    """The mapping file has faults; `faults` lists all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class ColumnMapping:
    """How to read one clinic's files. `delimiter` None: find it out from the header."""

    columns: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({name: name for name in FIELDS})
    )
    dates: str = "ISO"
    delimiter: str | None = None
    area_words: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    source: str = DEFAULT_SOURCE
    # Without a mapping file every column is optional except those no row can do without.
    all_columns_expected: bool = False


def load_mapping(file: Path) -> ColumnMapping:
    """Read a mapping file. Raises MappingError with every fault at once."""
    return _Reader(file).read()


class _Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def read(self) -> ColumnMapping:
        content = self._content()
        if self.faults:
            raise MappingError(self.faults)
        for key in content:
            if key not in _KEYS:
                self._fault(content, key, str(key), "is no setting", did_you_mean(str(key), _KEYS))
        mapping = ColumnMapping(
            columns=self._columns(content),
            dates=self._choice(content, "dates", DATE_ORDERS) or "ISO",
            delimiter=self._choice(content, "delimiter", DELIMITERS),
            area_words=self._areas(content),
            source=str(content.get("source") or DEFAULT_SOURCE).strip(),
            all_columns_expected=True,
        )
        if self.faults:
            raise MappingError(sorted(self.faults, key=lambda fault: fault.line))
        return mapping

    def _content(self) -> Mapping:
        try:
            content = YAML(typ="rt").load(self.file.read_text(encoding="utf-8-sig"))
        except MarkedYAMLError as error:
            mark = error.problem_mark
            line = 1 if mark is None else mark.line + 1
            wrong = f"cannot be read ({error.problem or 'broken YAML'})"
            self._add(line, "mapping", wrong, "check the indentation, colons and quotes")
            return {}
        except (YAMLError, UnicodeDecodeError):
            self._add(1, "mapping", "is not a text file in UTF-8", "save it as UTF-8")
            return {}
        if not isinstance(content, Mapping) or "columns" not in content:
            self._add(1, "columns", "is missing", "write `columns:`, then `Their name: our field`")
            return {}
        return content

    def _columns(self, content: Mapping) -> dict[str, str]:
        given = self._section(content, "columns")
        columns: dict[str, str] = {}
        for column, name in given.items():
            if name not in FIELDS:
                wrong = f"{str(name)!r} is none of our fields"
                self._fault(given, column, str(column), wrong, did_you_mean(str(name), FIELDS))
            elif name in columns.values():
                wrong = f"{name} already has a column"
                self._fault(given, column, str(column), wrong, "keep one of them")
            else:
                columns[str(column)] = name
        for name in missing_fields(columns.values()):
            self._fault(
                content, "columns", "columns", f"{name} has no column", f"add a line for {name}"
            )
        return columns

    def _areas(self, content: Mapping) -> dict[str, frozenset[str]]:
        given = self._section(content, "areas")
        words: dict[str, frozenset[str]] = {}
        for word, meant in given.items():
            areas = [meant] if isinstance(meant, str) else meant
            if not isinstance(areas, list) or not areas:
                self._fault(
                    given, word, str(word), "means no area", f"write some of {', '.join(AREAS)}"
                )
                continue
            for area in areas:
                if area not in AREAS:
                    wrong = f"{str(area)!r} is not a treated area"
                    self._fault(given, word, str(word), wrong, did_you_mean(str(area), AREAS))
            words[" ".join(str(word).lower().split())] = frozenset(map(str, areas))
        return words

    def _section(self, content: Mapping, key: str) -> Mapping:
        section = content.get(key)
        if section is None:
            return {}
        if not isinstance(section, Mapping):
            self._fault(content, key, key, "is not a list of `word: meaning`", "write one per line")
            return {}
        return section

    def _choice(self, content: Mapping, key: str, choices: tuple[str, ...]) -> str | None:
        value = content.get(key)
        if value is None or value in choices:
            return value
        shown = ", ".join(repr(choice) if key == "delimiter" else choice for choice in choices)
        self._fault(content, key, key, f"{str(value)!r} is unknown", f"write one of {shown}")
        return None

    def _fault(self, section: Mapping, key: object, column: str, wrong: str, fix: str) -> None:
        self._add(section.lc.key(key)[0] + 1, column, wrong, fix)

    def _add(self, line: int, column: str, wrong: str, fix: str) -> None:
        self.faults.append(Fault(str(self.file), line, column, wrong, fix))


def missing_fields(fields: Iterable[str]) -> list[str]:
    """The fields no row can do without and that have no column."""
    given = set(fields)
    missing = [name for name in ("external_id", "phone", "treated_on") if name not in given]
    if "name" not in given and not {"first_name", "last_name"} <= given:
        missing.append("name")
    return missing

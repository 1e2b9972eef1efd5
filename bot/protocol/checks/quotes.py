"""Every quote stands in the clinic's sheet, and every word of the sheet is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.protocol.faults import Report, shorten
from bot.protocol.reading.draft import Draft
from bot.protocol.sheet import Sheet


def check_quotes(draft: Draft, report: Report) -> None:
    """Looks every quote up in the sheet; then, if nothing hides a quote, looks for what is left."""
    if draft.sheet is None:
        return
    sheet, file = Sheet(draft.sheet), draft.files["sheet"]
    used: list[tuple[int, int]] = []
    for topic, quote, where, line in _quotes(draft):
        found = sheet.find(quote)
        used.extend(found)
        if not found:
            meant = sheet.nearest(quote)
            # These sentences have their rule, only misquoted: they are not reported again.
            used.extend((sentence.start, sentence.end) for sentence in meant)
            report.at(where, topic).fault(
                line,
                f"the quote '{shorten(quote)}' is not in the sheet",
                f"copy it from {file}:{meant[0].line} ('{shorten(meant[0].text)}')"
                if meant
                else f"copy a run of whole words from {file}",
            )
    if "clinic" in draft.sound:
        _check_left_over(sheet, used, draft, report)


def _check_left_over(
    sheet: Sheet, used: list[tuple[int, int]], draft: Draft, report: Report
) -> None:
    place = report.at(draft.files["sheet"])
    for sentence in sheet.sentences:
        rest = sheet.left_over(sentence, used)
        if rest:
            what = "sentence" if rest == sentence.text else "part of a sentence"
            place.fault(
                sentence.line,
                f"the {what} '{shorten(rest)}' is neither quoted nor listed",
                f"quote it in a rule, or list it under not_advice in {draft.files['clinic']}",
            )


def _quotes(draft: Draft) -> Iterator[tuple[str, str, str, int]]:
    """Every quote with its topic, file and line."""
    for rule in draft.all_rules():
        if rule.value.quote is not None and rule.value.signed_by is None:
            yield rule.value.topic, rule.value.quote, rule.file, rule.line("quote")
    for day in draft.overview:
        yield "overview", day.value.quote, day.file, day.line("quote")
    for sentence in draft.not_advice:
        yield "not_advice", sentence.value.quote, sentence.file, sentence.line("quote")

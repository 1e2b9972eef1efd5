"""How dates and the few words of ours that stand in no content file are said in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.language import ENGLISH, SPANISH


@dataclass(frozen=True)
class Spoken:
    """One language. `date` and `year` are patterns; `yes` and `no` are (title, what it says)."""

    near: Mapping[int, str]
    weekdays: Sequence[str]
    months: Sequence[str]
    date: str
    year: str
    far: str
    clinic: str
    clinic_with_phone: str
    question: str
    yes: tuple[str, str]
    no: tuple[str, str]
    alternative: str

    def say(self, when: date, today: date) -> str:
        """Like "tomorrow (Mon, Nov 23)"; the year only where it is not this one."""
        written = self.date.format(
            weekday=self.weekdays[when.weekday()], month=self.months[when.month - 1], day=when.day
        )
        if when.year != today.year:
            written += self.year.format(year=when.year)
        near = self.near.get((when - today).days)
        return f"{near} ({written})" if near else self.far.format(date=written)

    def the_clinic(self, phone: str) -> str:
        """The clinic inside a sentence, with its phone number if it has one."""
        return self.clinic_with_phone.format(phone=phone) if phone else self.clinic

    def either(self, options: Sequence[str]) -> str:
        """The options with "or" between them."""
        return f" {self.alternative} ".join(options)


_SPOKEN = {
    ENGLISH: Spoken(
        near={0: "today", 1: "tomorrow", -1: "yesterday"},
        weekdays="Mon Tue Wed Thu Fri Sat Sun".split(),
        months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
        date="{weekday}, {month} {day}",
        year=", {year}",
        far="{date}",
        clinic="the clinic",
        clinic_with_phone="the clinic at {phone}",
        question="{label}?",
        yes=("Yes", "yes"),
        no=("No", "no"),
        alternative="or",
    ),
    SPANISH: Spoken(
        near={0: "hoy", 1: "mañana", -1: "ayer"},
        weekdays="lun mar mié jue vie sáb dom".split(),
        months="ene feb mar abr may jun jul ago sep oct nov dic".split(),
        date="{weekday} {day} {month}",
        year=" {year}",
        far="el {date}",
        clinic="la clínica",
        clinic_with_phone="la clínica, al {phone}",
        question="¿{label}?",
        yes=("Sí", "si"),
        no=("No", "no"),
        alternative="o",
    ),
}


def spoken_in(language: str) -> Spoken:
    """The words of this language; of one we do not speak, the English ones."""
    return _SPOKEN.get(language, _SPOKEN[ENGLISH])

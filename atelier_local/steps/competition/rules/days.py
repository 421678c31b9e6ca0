"""Days on which nobody answers: French public holidays, week-ends."""

from datetime import date, timedelta

_FIXED = {
    (1, 1): "jour de l’an",
    (5, 1): "fête du Travail",
    (5, 8): "8 mai",
    (7, 14): "14 juillet",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "11 novembre",
    (12, 25): "Noël",
}


def easter(year: int) -> date:
    """Easter Sunday (Gregorian computus, Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date) -> str:
    """The name of the public holiday or of the week-end, empty on a working day."""
    sunday = easter(day.year)
    moving = {
        sunday + timedelta(1): "lundi de Pâques",
        sunday + timedelta(39): "Ascension",
        sunday + timedelta(50): "lundi de Pentecôte",
    }
    weekend = {5: "samedi", 6: "dimanche"}.get(day.weekday(), "")
    return _FIXED.get((day.month, day.day)) or moving.get(day) or weekend

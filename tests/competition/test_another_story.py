"""Another story, signed by the platform’s own key: what a loser holds contradicts it."""

from atelier_local.steps.competition import receipts
from tests.competition.test_verify import after_the_deadline as after_the_deadline
from tests.competition.test_verify import by_a_library as by_a_library
from tests.competition.test_verify import made as made
from tests.competition.test_verify import receipt_of, told
from verify import verify_competition as script


def test_another_story_signed_again_is_contradicted_value_by_value(competition, by_a_library):
    """Whoever holds the key changes one value and signs anew: her receipt, her letter and the chain
    tell, whichever it is, but names, and hashes of lines that she may not read.
    """
    story, receipt = told(competition), receipt_of(competition)
    head, masked = story["letter"]["head"], _masked(story)

    def holds() -> bool:
        try:
            script.check(receipts.signed_file(story), receipt, head)
        except Exception:
            return False
        return True

    assert holds()
    values = list(_values(story))
    believed = set()
    for within, key, path in values:
        kept, within[key] = within[key], _another(within[key])
        if holds():
            believed.add(path)
        within[key] = kept
    assert len(values) > 400
    assert believed <= {f"stream/{n}/hash" for n in masked} | {
        "competition/name",
        "own/name",
        "letter/digest",
        *(f"frozen/criteria/{n}/label" for n in range(5)),
        *(f"ranking/tenders/{n}/{name}" for n in range(2) for name in ("name", "label")),
    }
    lines = story["stream"]
    for place, line in enumerate(lines):
        without, twice = lines[:place] + lines[place + 1 :], [*lines[:place], line, *lines[place:]]
        for changed in (without, twice):
            story["stream"] = changed
            assert not holds(), line


def _masked(story) -> set[int]:
    """Lines whose hash alone is told, and that none told in full follows."""
    full = [*("kind" in line for line in story["stream"]), False]
    return {n for n in range(len(story["stream"])) if not full[n] and not full[n + 1]}


def _values(within, path=""):
    """Each value: what holds it, under which key, and the path to it."""
    for key, value in within.items() if isinstance(within, dict) else enumerate(within):
        where = f"{path}{key}"
        if isinstance(value, dict | list):
            yield from _values(value, f"{where}/")
        else:
            yield within, key, where


def _another(value):
    """Of the same kind, and different."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value[:-1]}{'1' if value[-1] != '1' else '2'}" if value else "x"

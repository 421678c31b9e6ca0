"""The soil that an action takes or gives back, in words. Plain values in, words out."""

from atelier_local.ground.ui.typography import number


def soil(taken: int | None, restored: int | None) -> str:
    """`Aucun sol artificialisé, 1 200 m² renaturés`; nothing of what nobody counted."""
    if taken == restored == 0:
        return "Aucun sol artificialisé ni renaturé"
    said = ((taken, "artificialisé"), (restored, "renaturé"))
    told = ", ".join(_area(metres, word) for metres, word in said if metres is not None)
    return told[:1].upper() + told[1:]


def _area(metres: int, word: str) -> str:
    return f"{number(metres)} m² {word}s" if metres else f"aucun sol {word}"

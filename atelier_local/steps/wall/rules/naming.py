"""Whether a card seems to name somebody, or to say how to reach them: a person decides."""

import re
import unicodedata

_TITLES = r"M\.|MM\.|Mr|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle|Dr|Docteur|Maître|Père|Mère|Abbé"
_FIRST_NAMES = (
    "adrien agnes alain albert alexandre alice aline amelie andre andree anne annie antoine "
    "arnaud arthur aurelie baptiste benoit bernadette bernard brigitte bruno camille caroline "
    "catherine cecile celine chantal charles christelle christian christiane christine "
    "christophe claire claude claudine clement colette corinne cyril damien daniel daniele "
    "david delphine denis denise didier dominique edith elisabeth elodie emilie emma "
    "emmanuel eric etienne evelyne fabien fabrice florence francine francois francoise "
    "franck frederic genevieve georges gerard gilbert gilles ginette guillaume gwenaelle "
    "helene henri herve hugo isabelle jacqueline jacques jean jeanne jeannine jerome jocelyne "
    "joel joseph josette julie julien karine kevin laetitia laurence laurent lea liliane "
    "louis louise luc lucas lucie ludovic madeleine manon marc marcel marguerite marie martine "
    "mathieu maurice michel michele mireille monique muriel nadine nathalie nicolas nicole odette "
    "odile olivier pascal patrice patricia patrick paul paulette philippe pierre raymond "
    "regine remi renee robert roger roland sandrine sebastien serge severine simone solange "
    "sophie stephane stephanie suzanne sylvie theo therese thierry thomas valerie veronique "
    "victor vincent virginie viviane xavier yann yves yvette yvonne"
)
_KNOWN = frozenset(_FIRST_NAMES.split())
_CAPITAL = "[A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŸŒ]"
_TITLED = re.compile(rf"(?<!\w)(?:{_TITLES})\s+(?:(?:de|du|le|la)\s+)?{_CAPITAL}")
_NAMED = re.compile(rf"(?<!\w)({_CAPITAL}[\w-]+)(?=\s+{_CAPITAL})")
_REACHED = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|(?<!\d)(?:(?:\+|00)33\s?(?:\(0\))?|0)"
    r"\s?[1-9](?:[\s./-]?\d{2}){4}(?!\d)"
)


def seems_to_name(text: str) -> bool:
    """A title or a usual first name before a name, an e-mail address, a telephone number. A place
    called after somebody (`rue Jean Moulin`) is taken for them; a card without the mark is to be
    read all the same."""
    text = unicodedata.normalize("NFC", text)
    if _TITLED.search(text) or _REACHED.search(text):
        return True
    return any(_bare(first) in _KNOWN for first in _NAMED.findall(text))


def _bare(word: str) -> str:
    """The first part of a name, without accents: of `Jean-Pierre`, `jean`."""
    plain = unicodedata.normalize("NFKD", word.partition("-")[0].lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))

"""Which words each action sheet quotes."""

from uuid import UUID

from atelier_local.steps.deliverables import rules


def test_a_sheet_quotes_what_speaks_of_its_action_and_once():
    hall, stairs, hedge, far = (UUID(int=n) for n in range(4))
    words = {
        hall: "La halle se tait quand on pousse la porte.",
        stairs: "On a fermé l’escalier pour la vitrine.",
        hedge: "Une haie bien menée, c’est dix stères.",
        far: "La halle et l’escalier.",
    }
    near = dict.fromkeys((hall, stairs, hedge), 2)
    one, two, three, none = (UUID(int=n) for n in range(10, 14))
    actions = {
        one: rules.Asked("Ouvrir des vitrines, sans escalier", near),
        two: rules.Asked("Rendre l’escalier à des logements fermés, vitrine comprise", near),
        three: rules.Asked("Rouvrir la halle", near),
        none: rules.Asked("Ne rien dire", {}),
    }
    found = rules.quotes(actions, words, {})
    assert found == {one: hedge, two: stairs, three: hall}
    assert rules.quotes({one: rules.Asked("La halle", {stairs: 2})}, words, {}) == {one: stairs}
    both = dict.fromkeys((one, two), rules.Asked("L’escalier", {stairs: 2}))
    assert rules.quotes(both, words, {}) == {one: stairs, two: stairs}

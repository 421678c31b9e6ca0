"""What a kit that comes home makes one look at."""

from django.db.models import TextChoices


class Remark(TextChoices):
    """Something that was kept as it came, and that a person should see."""

    OTHER_WORDS = "other_words", "un même envoi, deux contenus"
    TWO_RECEIPTS = "two_receipts", "une carte reçue par deux ordinateurs : elle a deux reçus"
    COUNTED_TWICE = "counted_twice", "des mains comptées deux fois, autrement"
    HIDDEN_AND_SHOWN = "hidden_and_shown", "une carte masquée d’un côté, remontrée de l’autre"
    SAME_RECEIPT = "same_receipt", "deux cartes portent le même reçu"
    NOT_UNDERSTOOD = "not_understood", "une ligne que cette version ne comprend pas"
    AHEAD = "ahead", "un acte daté de plus tard que maintenant : l’horloge du kit avance"
    STRANGER = "stranger", "un acte signé de quelqu’un qui n’a pas de rôle dans l’Atelier"
    TYPED_TWICE = "typed_twice", "une case de feuille tapée sur deux ordinateurs : deux cartes"
    NO_PICTURE = "no_picture", "une carte dont la photographie n’est pas venue"
    LEFT_THERE = "left_there", "des photographies restées dans la salle : le paquet était plein"
    REWOUND = "rewound", "cet ordinateur a repris d’une sauvegarde plus ancienne"
    CLONED = "cloned", "le même kit a servi sur deux ordinateurs"

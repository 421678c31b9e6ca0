"""What a kit that comes home makes one look at."""

from django.db.models import TextChoices


class Remark(TextChoices):
    """Something that was kept as it came, and that a person should see."""

    OTHER_WORDS = "other_words", "un même envoi, deux contenus"
    TWO_RECEIPTS = "two_receipts", "une carte reçue par deux ordinateurs : elle a deux reçus"
    COUNTED_TWICE = "counted_twice", "des mains comptées deux fois, autrement"
    HIDDEN_AND_SHOWN = "hidden_and_shown", "une carte masquée d’un côté, remontrée de l’autre"
    NUMBERED = "numbered", "un ajout de la salle, qui a pris ici son numéro"
    WRITTEN_TWICE = "written_twice", "un champ écrit autrement par qui n’avait pas lu l’autre"
    UNDONE_AND_COMPLETED = (
        "undone_completed",
        "un regroupement défait ici, complété là : défait",
    )
    UNDONE_TOO_LATE = (
        "undone_too_late",
        "un regroupement défait d’un côté, mais sur lequel on s’appuie de l’autre : il reste",
    )
    SAME_RECEIPT = "same_receipt", "deux cartes portent le même reçu"
    NOT_UNDERSTOOD = "not_understood", "une ligne qui ne peut être appliquée ici"
    VOTES_LATE = "votes_late", "un vote arrivé après la clôture du registre : il est compté"
    TO_ANSWER = "to_answer", "une carte arrivée après la clôture de l’Atelier : à répondre"
    AHEAD = "ahead", "un acte daté de plus tard que maintenant : l’horloge du kit avance"
    STRANGER = "stranger", "un acte signé de quelqu’un qui n’a pas de rôle dans l’Atelier"
    PICTURE_LEFT = "picture_left", "une photographie restée sur l’ordinateur de la salle"
    PACKED_FULL = "packed_full", "des photographies restées là-bas : le paquet était plein"
    TYPED_TWICE = "typed_twice", "une case de feuille tapée sur deux ordinateurs : deux cartes"
    REWOUND = "rewound", "cet ordinateur a repris d’une sauvegarde plus ancienne"
    CLONED = "cloned", "le même kit a servi sur deux ordinateurs"

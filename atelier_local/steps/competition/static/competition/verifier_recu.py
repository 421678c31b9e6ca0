#!/usr/bin/env python3
"""Vérifie un reçu de dépôt sans réseau : python3 verifier_recu.py recu.json CLE_PUBLIQUE

CLE_PUBLIQUE : les 64 signes que donnent la lettre de consultation et la page des reçus.
Bibliothèque standard seule. Sortie 0 : signature juste ; 1 : fausse ; 2 : fichier illisible.
"""

import hashlib
import json
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    u, v = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    found = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = add(found, point)
        point, n = add(point, point), n >> 1
    return found


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 == (a[1] * b[2] - b[1] * a[2]) % P


def point(packed):
    """RFC 8032, 5.1.3; None for what is no point."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verified(public, signed, signature):
    """RFC 8032, 5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + signed).digest()
    h = int.from_bytes(digest, "little") % Q
    return same(times(s, BASE), add(r, times(h, a)))


def tell(words):
    sys.stdout.write(f"{words}\n")


def main(arguments):
    if len(arguments) != 2:
        tell(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            told = json.load(file)
        public, signature = bytes.fromhex(arguments[1]), bytes.fromhex(told.pop("signature"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        tell("Ce fichier ou cette clé ne se lit pas.")
        return 2
    signed = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    if told.get("key") != arguments[1].lower() or not verified(public, signed, signature):
        tell("FAUX : ce reçu n’a pas été signé par cette clé, ou il a été changé.")
        return 1
    tell(f"JUSTE : {told['kind']}, {told['consortium']}, le {told['deposited_at']} (UTC).")
    tell(f"Empreinte du pli : {told['digest']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Vérifie le dossier d’une consultation, hors de la plateforme qui l’a produit.

    python3 verify_competition.py dossier.json [--recu recu.json] [--registre EMPREINTE]

Rien à installer : Python 3.11 suffit, sans réseau. Code de sortie : 0 quand tout tient, sinon 1.
Ce que le dossier tait (secret des autres groupements) est nommé, après un tiret.
"""

import argparse
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

SETTLING = timedelta(seconds=120)  # entre la date limite et la première clé
OPENINGS = ("competition.opened", "competition.place_opening_recorded")
JUDGED = ("settled", "consensus_closed", "report_made", "awarded")
instant = datetime.fromisoformat


class Fault(Exception):
    """Ce qui ne tient pas."""


class Unseen(str):
    """Ce qui est dit sans pouvoir être vérifié ici."""


def require(condition: object, fault: str) -> None:
    if not condition:
        raise Fault(fault)


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519, RFC 8032, § 5.1
D = -121665 * pow(121666, -1, P) % P


def add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = (0, 1, 1, 0)
    for bit in f"{scalar:b}":
        found = add(add(found, found), point) if bit == "1" else add(found, found)
    return found


def point_of(written: bytes) -> tuple[int, ...]:
    sign, y = divmod(int.from_bytes(written, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x * pow(2, (P - 1) // 4, P) % P if (x * x - square) % P else x
    require(y < P and not (x * x - square) % P and (x or not sign), "clé ou signature fausse")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    require(len(key) == 32 and len(signature) == 64, "la clé ou la signature est tronquée")
    first, second = signature[:32], int.from_bytes(signature[32:], "little")
    said = int.from_bytes(hashlib.sha512(first + key + message).digest(), "little") % ORDER
    base = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    left, right = times(second, base), add(point_of(first), times(said, point_of(key)))
    crossed = ((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))
    return second < ORDER and not any(crossed)


def shown(told: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    """Les lignes du registre, « competition.… » de ces natures, dont le contenu est communiqué."""
    return [e["payload"] | e for e in told["stream"] if "payload" in e and e["kind"][12:] in kinds]


def committed(salt: str, fact: Any) -> str:
    return sha256(f"{salt}:{canonical(fact).decode()}".encode())  # d’un fait tu, à qui a son sel


def check_deposit(told: dict[str, Any]) -> Iterator[str]:
    competition, own = told["competition"], told["own"]
    if receipt := told["receipt"]:
        text = {name: value for name, value in receipt.items() if name != "signature"}
        key, mark = bytes.fromhex(competition["key"]), bytes.fromhex(receipt["signature"])
        same = mark.hex() == receipt["signature"] and signed_by(key, canonical(text), mark)
        require(same, "la signature du reçu est fausse, ou d’une autre clé")
        require(receipt["kind"] == "deposit", "ce reçu n’est pas celui d’un dépôt dans les délais")
        same = own and all(own[name] in ("", receipt[name]) for name in ("digest", "commitment"))
        same = same and (own["digest"] or own["name"] == receipt["consortium"])
        require(same, "ce reçu n’est pas celui du dernier dépôt, qui seul compte")
        yield "votre reçu est authentique"
    if not own:
        yield Unseen("aucun pli de votre groupement n’a été ouvert")
        return
    at = instant(own["deposited_at"])
    require(at < instant(competition["deadline"]), "votre pli est arrivé après la date limite")
    if not own["digest"]:
        require(competition["mode"] == "place" or shown(told, "backup_read"), "copie restée fermée")
        yield Unseen("offre lue sur PLACE ou dans votre copie de sauvegarde : rien de scellé ici")
        return
    lines = [(line["payload"], instant(line["at"])) for line in shown(told, "tender_received")]
    written = {name: own[name] for name in ("consortium", "digest", "commitment", "deposited_at")}
    require(lines == [(written, at)], "le dépôt n’est pas celui, et le seul, que dit le registre")
    yield f"pli reçu dans les délais, et ouvert, empreinte {own['digest'][:16]}…"
    same = sha256(own["core"].encode()) == own["commitment"]
    require(same, "le contenu lu n’est pas celui que vous aviez scellé")
    yield "le contenu lu par les évaluateurs est, au signe près, celui que vous aviez scellé"


def check_chain(told: dict[str, Any]) -> Iterator[str]:
    stream, previous = told["competition"]["stream"], bytes(32)
    for number, line in enumerate(told["stream"], 1):
        if "kind" in line:
            names = ("seq", "id", "kind", "by", "at", "received_at", "sent", "digest")
            text = canonical([stream, *(line[name] for name in names)])
            linked = line["seq"] == number and sha256(previous + text) == line["hash"]
            require(linked, f"la ligne {number} du registre ne suit pas la précédente")
        if "payload" in line:
            salt, content = bytes.fromhex(line["salt"]), canonical(line["payload"])
            same = hmac.digest(salt, content, "sha256").hex() == line["digest"]
            require(same, f"le contenu de la ligne {number} du registre a changé")
        previous = bytes.fromhex(line["hash"])
    require(previous.hex() == told["head"], "la fin du registre manque")
    masked = sum("kind" not in line for line in told["stream"])
    yield f"{len(told['stream'])} lignes chaînées, dont {masked} par leur empreinte seule"
    if told["letter"]:
        passed = any(line["hash"] == told["letter"]["head"] for line in told["stream"])
        require(passed, "l’empreinte de votre lettre n’est pas dans ce registre")
        yield f"il passe par l’empreinte de votre lettre, à comparer : {told['letter']['head']}"


def check_opening(told: dict[str, Any]) -> Iterator[str]:
    if told["competition"]["mode"] != "native":
        yield Unseen("plis ouverts sur PLACE : l’ordre de l’ouverture n’est pas vérifiable ici")
        return
    turns, opened = shown(told, "key_turned"), shown(told, "opened")
    require(len(opened) == 1, "le registre ne dit pas une ouverture, et une seule")
    require([one["turn"] for one in turns[-2:]] == [1, 2], "deux clés n’ont pas été tournées")
    require(turns[-2]["party"] != turns[-1]["party"], "les deux clés sont de la même partie")
    first = min(instant(line["at"]) for line in (*turns, *opened)) - SETTLING
    require(first >= instant(told["competition"]["deadline"]), "une clé est tournée avant l’heure")
    order = [e["seq"] for e in (*turns, *shown(told, "tender_received", "tenders_read"), *opened)]
    require(order == sorted(order), "les lignes de l’ouverture ne sont pas dans leur ordre")
    yield "ouvert après la date limite, par deux clés de deux parties"


def check_frozen(told: dict[str, Any]) -> Iterator[str]:
    (first,), used = shown(told, "published"), {"lot": ""} | told["frozen"] | told["competition"]
    used["weights"] = {one["key"]: one["weight"] for one in used["criteria"]}
    for name in ("lot", "mode", "weights", "formula", "estimate_cents", "tie_rule"):
        require(first.get(name, "") == used[name], f"ce qui a servi n’était pas publié ({name})")
    ends = [first["deadline"], *(e["deadline_after"] for e in shown(told, "amended"))][-1]
    same = instant(used["deadline"]) == instant(ends) and first["receipt_key"] in ("", used["key"])
    require(same, "la date limite ou la clé des reçus n’est pas celle qui était publiée")
    yield "critères, poids, formule de prix, départage et date limite sont ceux de la publication"
    yield from [f"consultation du {used['lot']} de l’accord-cadre"] * bool(used["lot"])


def check_read(told: dict[str, Any], tenders: list[dict[str, Any]]) -> Iterator[str]:
    """Autant d’offres, et aux mêmes prix, que l’ouverture en a lu ; les écartées ont leur motif."""
    (line,), own = shown(told, "tenders_read"), told["own"]
    read = sorted(committed(one["read_salt"], one["read"]) for one in tenders)
    same = all(opened["tenders"] == len(line["tenders"]) for opened in shown(told, "opened"))
    bound, copies, mode = line["tenders"], shown(told, "backup_read"), told["competition"]["mode"]
    over = min(e["seq"] for e in told["stream"] if e.get("kind", "")[12:] in JUDGED)
    for copy in copies:  # lue dans une copie de sauvegarde, à la place de son pli s’il fut lu
        fit = mode == "native" and shown(told, "opened")[0]["seq"] < copy["seq"] < over
        fit = fit and copy["replaces"] in {"", *bound} & {"", *line["tenders"]}
        require(fit, "copie de sauvegarde lue hors de son temps, ou à la place de rien")
        bound = [one for one in bound if one != copy["replaces"]] + [copy["tender"]]
    require(same and read == sorted(bound), "offres et prix ne sont pas ceux lus à l’ouverture")
    if own:
        (mine,) = (one for one in tenders if one["read"]["consortium"] == own["consortium"])
        seen, sealed = mine["read"], own["digest"] or mode == "place"
        same = sealed or committed(mine["read_salt"], seen) not in line["tenders"]
        same = same and (mine["name"], seen["digest"]) == (own["name"], own["digest"])
        require(same, "l’offre lue n’est ni votre pli, ni une copie de votre groupement")
        if own["core"] and seen["price_cents"]:
            core = json.loads(own["core"])
            sums = [sum(row.values()) for row in (*core["prices"].values(), core["expenses"])]
            require(seen["price_cents"] == sum(sums), "votre prix n’est pas celui de votre pli")
    lines = shown(told, "regularity_judged", "low_tender_decided")
    decided = {(line["consortium"], line["reason"]) for line in lines}
    aside = [one for one in tenders if not one["ranks"]]
    said = f"{len(tenders)}" + f", dont {len(copies)} en copie de sauvegarde" * bool(copies)
    yield f"lues à l’ouverture, à ces prix : {said} ; écartées ensuite : {len(aside)}"
    for one in aside:
        why = one["judged"]["reason"] if "judged" in one else "motif occulté"
        known = "judged" not in one or (one["read"]["consortium"], why) in decided
        known = why and (known or one["read"]["price_cents"] is None)
        require(known, f"{one['name']} : écartée sans motif, ou d’un motif absent du registre")
        yield f"{one['name']} : écartée ({one['label'].lower()}), {why}"


def price_points(frozen: dict[str, Any], weight: int, price: int, lowest: int) -> Fraction:
    by = {"proportional": price, "linear": lowest, "linear_3": 2 * lowest}
    divisor = (by | {"estimate": frozen["estimate_cents"] or 0}).get(frozen["formula"], 0)
    require(divisor, "la formule de prix ne peut être refaite")
    return weight * max(Fraction(0), Fraction(divisor + lowest - price, divisor))


def standing(told: dict[str, Any], one: dict[str, Any], lowest: int) -> tuple[Any, ...]:
    """Points exacts, total arrondi une fois au centième, puis la règle de départage publiée."""
    marks, price = one["judged"]["marks"], one["read"]["price_cents"]
    points = [
        price_points(told["frozen"], step["weight"], price, lowest)
        if step["price"]
        else Fraction(step["weight"] * marks[step["key"]]["halves"], 20)
        for step in sorted(told["frozen"]["criteria"], key=lambda step: -step["weight"])
    ]
    total = int(100 * sum(points, Fraction(0)) + Fraction(1, 2))
    fault = f"{one['name']} : total recalculé, {total // 100},{total % 100:02}"
    require(total == one["judged"]["total"], fault)
    (opening,) = (line["hash"] for line in told["stream"] if line.get("kind") in OPENINGS)
    draw = sha256((opening + (one["read"]["digest"] or sha256(canonical(one["read"])))).encode())
    return (-total, *(-step for step in points), price, draw)


def check_ranking(told: dict[str, Any]) -> Iterator[str]:
    if not (ranking := told["ranking"]):
        yield Unseen("il n’est communicable qu’une fois le marché signé")
        return
    for one in ranking["tenders"]:
        bound = one.get("commitment", "judged" in one)
        same = bound if "salt" not in one else bound == committed(one["salt"], one["judged"])
        require(same, f"{one['name']} : ce qui est montré n’est pas ce qui était engagé")
    yield from check_read(told, ranking["tenders"])
    in_play = [one for one in ranking["tenders"] if one["ranks"]]
    known = [one for one in in_play if "judged" in one]
    settled = {(said["invitation"], said["criterion"]): said for said in shown(told, "settled")}
    for one, key, mark in ((o, *said) for o in known for said in o["judged"]["marks"].items()):
        line = settled[one["invitation"], key]
        same = (Fraction(line["value"]) * 2, line["reason"]) == (mark["halves"], mark["reason"])
        require(same, f"{one['name']} : une note n’est pas celle du registre ({key})")
    lowest = min(one["read"]["price_cents"] for one in in_play)
    ordered = sorted(known, key=lambda one: standing(told, one, lowest))
    ranks = [one["judged"]["rank"] for one in ordered]
    require(ranks == sorted(set(ranks)), "le classement ne suit pas les totaux recalculés")
    whole = ranks[-1] <= len(in_play) and (len(known) < len(in_play) or ranks[-1] == len(ranks))
    require(whole, "le classement a des trous")
    first = 1 + sum(e.get("kind") == "competition.runner_up_chosen" for e in told["stream"])
    won = (one["judged"] for one in known if one["read"]["consortium"] == ranking["winner"])
    require([one["rank"] for one in won] == [first], "l’offre retenue n’est pas la première")
    for one in (one["judged"] | one for one in ordered):
        total = f"{one['total'] // 100},{one['total'] % 100:02}"
        yield f"{one['name']} : {total} points recalculés, rang {one['rank']}"
    for one in (one for one in in_play if one not in known):
        yield Unseen(f"{one['name']} : notes occultées, non vérifiées")


def check(written: bytes, receipt: dict[str, Any] | None = None, head: str = "") -> list[str]:
    """Ce qui tient, point par point ; Fault au premier qui ne tient pas."""
    body, _, rest = written.partition(b"\n")  # une ligne de JSON, une de signature, rien d’autre
    require(re.fullmatch(rb"[0-9a-f]{128}\n", rest), "la ligne de signature est abîmée")
    told: dict[str, Any] = json.loads(body) | {"receipt": receipt}
    key = bytes.fromhex(told["competition"]["key"])
    require(signed_by(key, body, bytes.fromhex(rest.decode())), "la signature est fausse")
    require(told.get("kind") == "bundle 2", "ce n’est pas un dossier de consultation")
    require(head in ("", (told["letter"] or {}).get("head")), "ce registre n’a pas cette empreinte")
    said = [f"Fichier : signé par la clé n° {sha256(key)[:8]}, à comparer avec celle de votre reçu"]
    names = ("Dépôt", "Registre", "Ouverture", "Règles figées", "Classement")
    parts = (check_deposit, check_chain, check_opening, check_frozen, check_ranking)
    lines = ((name, line) for name, part in zip(names, parts, strict=True) for line in part(told))
    return said + [type(line)(f"{name} : {line}") for name, line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(description="Vérifie le dossier d’une consultation.")
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--recu", type=Path, help="le reçu de dépôt téléchargé, en JSON")
    parser.add_argument("--registre", default="", help="l’empreinte écrite dans votre lettre")
    given = parser.parse_args()
    try:
        receipt = json.loads(given.recu.read_bytes()) if given.recu else None
        for line in check(given.dossier.read_bytes(), receipt, given.registre):
            print("  –   " if isinstance(line, Unseen) else "  oui ", line)
    except (Fault, OSError, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
        print("  NON ", wrong if isinstance(wrong, Fault) else f"fichier illisible ({wrong})")
        return 1
    print("Tout ce que ce dossier montre tient.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""A small France: the communes a test needs, without loading thirty-five thousand."""

from atelier_local.programme.territories import rules
from atelier_local.programme.territories.models import Commune, Department, Epci


def department(code: str = "61", name: str = "Orne") -> Department:
    fields = {"name": name, "region_code": "28", "region_name": "Normandie"}
    return Department.objects.get_or_create(code=code, defaults=fields)[0]


def epci(siren: str = "200071504", name: str = "CC des Collines du Perche Normand") -> Epci:
    """An EPCI without communes, with those of the real one as populations."""
    fields = {
        "name": name,
        "kind": "CC",
        "population_total": 12146,
        "population_municipal": 11894,
        "search_key": rules.search_key(name),
    }
    return Epci.objects.get_or_create(siren=siren, defaults=fields)[0]


def commune(
    code: str = "61038",
    name: str = "Bellême",
    *,
    epci: Epci | None = None,
    postcode: str = "61130",
    population: int = 1457,
) -> Commune:
    fields = {
        "name": name,
        "department": department(),
        "epci": epci,
        "population": population,
        "postcodes": f" {postcode}",
        "search_key": rules.search_key(name),
    }
    return Commune.objects.get_or_create(code=code, defaults=fields)[0]

"""Words by which a reason praises or blames, without accents: beginnings, then whole phrases."""

WEAK = """
insuffis faible lacun flou vague imprecis incompl inadapt inadequa superfic sommair pauvre
maigre irrealis confus generiqu passepart decev medioc erron incoher contredi douteu bacle
inexist manqu absen oubli neglig omet omis omission esquiv sousdimension sousestim bancal
approxim laconiqu insatisf trompeu inoperan indigen defaill caren
"""
STRONG = """
excell remarquab parfait plein complet precis solid convainc exemplair pertin approfond
detaill rich clair rigour innov ambiti maitris coheren realis exhausti soign aboutie abouti
irreproch depasse seduis ideal credib judicie finement eprouv confirm brillan adapte
impeccab sensible originale original atout efficac demontr
"""
WEAK_PHRASES = """
rien sur
ne repond pas
ne repond ni
ne traite pas
ne dit rien
hors sujet
en deca
peu convaincan
pas convaincan
ne suffi
n apparait dans aucun
n apparait nulle
trop peu
n aborde pas
passe a cote
peu credib
pas credib
laisse a desirer
mal prepar
mal adapt
mal compris
"""
STRONG_PHRASES = """
tres bon
tres bien
mot pour mot
point fort
au dela
bien vu
"""
NOT = """
aucun aucune compense jamais n ne ni non nul nulle pas rien sans
"""
BARELY = """
guere insuffisamment manque manquent moins peu plutot trop
"""

"""The acts of a room: what may be written, and what each line changes.

`accept` is asked in the transaction that writes; `apply` brings the tables up to date, whoever
wrote the line: phone, form, script or bundle.
"""

from .accepting import accept, ack
from .applying import SAME, apply, said, settle

__all__ = ["SAME", "accept", "ack", "apply", "said", "settle"]

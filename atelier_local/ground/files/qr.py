"""Codes that a phone reads from a poster or a receipt."""

import segno


def data_uri(text: str) -> str:
    """The code as the `src` of an image: sharp at any size, allowed by our content policy.

    Medium correction: 15 % of the drawing may be hidden by a drawing pin or a coffee stain.
    """
    return segno.make(text, error="m", micro=False).svg_data_uri(border=4, dark="#161616")

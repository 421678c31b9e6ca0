"""Sheets printed to be written on by hand, then read back from a photograph.

A sheet bears a mark in each corner and one code. The marks say where the sheet lies in a picture,
the code which sheet it is. What hands wrote is never guessed: it is cut out, to be typed.
"""

"""Three kinds of reader: the buyer, those who judge and choose, each consortium on its side."""

"""Three kinds of reader, three files: the buyer, the evaluators, each consortium on its side."""

"""The pages of the five documents, and of their conformity to what was asked."""

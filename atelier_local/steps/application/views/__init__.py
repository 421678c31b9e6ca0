"""The pages of an application, by subject."""

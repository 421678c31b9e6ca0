"""The paper of a hall: what is printed before, what comes back by photograph."""

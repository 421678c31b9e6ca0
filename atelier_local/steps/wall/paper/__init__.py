"""Paper in the hall: the pack to print, and what comes back typed from its photographs."""

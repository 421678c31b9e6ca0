"""What `benchmarks.live` runs: the load, the peer and the bound, each in a process of its own."""

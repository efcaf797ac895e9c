"""The archive's parts beside the libraries that someone would use in their stead; `python benchmarks/peers` runs it."""

"""What a reader asks for → the passages that answer it, with what stands beside them; and terms."""

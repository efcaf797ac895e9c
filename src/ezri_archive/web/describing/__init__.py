"""What an archive holds → how its tables are titled, described and shown."""

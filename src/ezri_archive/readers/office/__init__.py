"""What word processors write (DOCX, ODT) → `Document`: a package of XML parts, read once from start to end."""

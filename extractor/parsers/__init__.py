"""One module per family of formats: bytes in, `ParsedDocument` out. `sniff` decides by content which of them reads a file."""

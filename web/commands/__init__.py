"""One module for each subcommand of `bienban`; each holds a click command named `command`."""

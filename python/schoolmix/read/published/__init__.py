"""The published layouts, a folder a publisher: a new one is a file here and a line in `known`."""

"""The consent service: the samtycke, its rows, and the one exit through which anything is disclosed."""

"""JSON routes: parse, call, answer."""

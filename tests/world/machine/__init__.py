"""Any commands in any order, at any time: a machine that gives them, a model beside it, and what must always hold."""

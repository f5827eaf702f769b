"""Personnummer and samordningsnummer: the rules that all services share."""

from shared.personal_number import NumberError, NumberRules, age_on, holds_number, luhn, parse_number, plain

__all__ = ["NumberError", "NumberRules", "age_on", "holds_number", "luhn", "parse_number", "plain"]

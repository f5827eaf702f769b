"""Letters to a person: blocks of plain text, laid out on a sheet, set as PDF/UA-1 and as plain text alike."""

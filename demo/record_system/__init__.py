"""A made-up client record system: takes packages, decides over them, acknowledges. Speaks plain HTTP only."""

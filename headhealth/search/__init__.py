"""How readers find pages: the index, names, spelling, results and suggestions."""

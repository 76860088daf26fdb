"""The judge of models/lexicons: what is wrong with the tables that people edit, told so that they can mend it."""

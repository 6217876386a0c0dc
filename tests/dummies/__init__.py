"""One more of everything: a field, a word, a message, a concept and a question, added through the registries alone."""

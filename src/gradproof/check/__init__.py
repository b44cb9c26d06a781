"""Claims: what a person wrote, judged by what it means on instances of the note."""

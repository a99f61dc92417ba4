"""How well the product tells where a talk turns, on dialogues that people cut."""

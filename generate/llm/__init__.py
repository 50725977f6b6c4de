"""Write: each provider behind one small interface. Knows no Django; providers do not know each other."""

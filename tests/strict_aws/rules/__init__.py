"""What AWS refuses, delays and answers otherwise than the emulator: one class a rule."""

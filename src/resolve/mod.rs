//! Letter + template + world: every choice settled.

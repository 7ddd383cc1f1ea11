//! A document as plain text, for golden tests and the curious.

//! The standards that a file keeps to.

/// What a file keeps to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standard {
    /// PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2): accessible and archival.
    #[default]
    Ua1A2a,
    /// PDF/UA-1 and PDF/A-3a (ISO 19005-3): the same, with files attached.
    Ua1A3a,
    /// PDF/A-2b: archival. The structure is there, but the file does not vouch for it.
    A2b,
    /// None: no structure and nothing that only archives need. The smallest file.
    None,
}

impl Standard {
    /// All standards.
    pub const ALL: [Self; 4] = [Self::Ua1A2a, Self::Ua1A3a, Self::A2b, Self::None];

    /// The name that users give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ua1A2a => "ua-1+a-2a",
            Self::Ua1A3a => "ua-1+a-3a",
            Self::A2b => "a-2b",
            Self::None => "none",
        }
    }

    /// The standard of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standard| standard.name() == name)
    }

    /// Whether the file has a structure.
    pub fn is_tagged(self) -> bool {
        self != Self::None
    }

    /// Whether files may be attached.
    pub fn takes_attachments(self) -> bool {
        matches!(self, Self::Ua1A3a | Self::None)
    }

    /// The part of ISO 14289 that the file keeps to.
    pub(crate) fn accessibility(self) -> Option<u8> {
        matches!(self, Self::Ua1A2a | Self::Ua1A3a).then_some(1)
    }

    /// The part of ISO 19005 that the file keeps to, and the level.
    pub(crate) fn archive(self) -> Option<(u8, char)> {
        match self {
            Self::Ua1A2a => Some((2, 'A')),
            Self::Ua1A3a => Some((3, 'A')),
            Self::A2b => Some((2, 'B')),
            Self::None => None,
        }
    }
}

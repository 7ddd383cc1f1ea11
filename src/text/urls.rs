//! Where an address may be broken: at its joints, without a hyphen that would become part of it.

/// A place of an address where a line may end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct UrlBreak {
    /// Bytes from the address's start.
    pub(super) at: usize,
    /// How bad it is, as in [`super::breaks::Point::penalty`].
    pub(super) penalty: f64,
    /// Only where the address cannot be set otherwise.
    pub(super) last_resort: bool,
}

const AFTER_SLASH: f64 = 50.0;
const AT_JOINT: f64 = 120.0;
const IN_HOST: f64 = 500.0;
const AFTER_SCHEME: f64 = 1000.0;

/// Joints come before these characters, so that the next line shows that it goes on.
const JOINTS: [char; 9] = ['.', '?', '&', '#', '=', '_', '-', '~', '%'];

/// Fewer bytes of an address stand alone on no line.
const LEAST_BEFORE: usize = 3;
const LEAST_AFTER: usize = 2;

/// The places where an address may be broken, in order.
pub(super) fn url_breaks(url: &str) -> Vec<UrlBreak> {
    let scheme = url.find("://").map_or(0, |colon| colon + 3);
    let rest = url.get(scheme..).unwrap_or_default();
    let path = rest.find('/').map_or(url.len(), |slash| scheme + slash);
    let mut breaks = Vec::new();
    let mut before = None;
    for (at, next) in url.char_indices() {
        let Some(previous) = before.replace(next) else { continue };
        if at == scheme {
            breaks.push(UrlBreak { at, penalty: AFTER_SCHEME, last_resort: true });
        } else if at > scheme && at >= LEAST_BEFORE && url.len() - at >= LEAST_AFTER {
            let at_joint = (JOINTS.contains(&next) || next == '@') && previous != '/';
            let penalty = match (previous, next) {
                ('/', '/') => continue,
                ('/', _) => AFTER_SLASH,
                _ if at_joint && at < path => IN_HOST,
                _ if at_joint => AT_JOINT,
                _ => continue,
            };
            breaks.push(UrlBreak { at, penalty, last_resort: false });
        }
    }
    breaks
}

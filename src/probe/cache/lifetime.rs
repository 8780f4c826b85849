//! How long each verdict is believed. The table of docs/cache.md is compared with this one by a test.

use jiff::SignedDuration;

use crate::probe::{Reason, Verdict};

/// No verdict is believed longer; older ones are pruned.
pub const LONGEST_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a verdict is believed; `None` for what is not kept at all.
///
/// A page that answered will most likely answer next week. A page that failed is asked again soon, because
/// somebody may be mending it; a failure of the server sooner than a missing page. What says nothing of the
/// page (no answer, too many requests) is asked again by the next run, so that a rerun always helps.
pub fn lifetime(verdict: Verdict, reason: Reason) -> Option<SignedDuration> {
    let hours = match (verdict, reason) {
        (_, Reason::RateLimited) => return None,
        (_, Reason::ServerError | Reason::ConnectionRefused | Reason::ConnectionReset) => 1,
        (_, Reason::Maintenance) => 1,
        (Verdict::Alive | Verdict::Moved, _) => return Some(LONGEST_LIFETIME),
        (Verdict::Blocked, _) => 3 * 24,
        (Verdict::Dead | Verdict::Suspect | Verdict::Insecure, _) => 24,
        (Verdict::Unreachable | Verdict::Invalid | Verdict::Skipped, _) => return None,
    };
    Some(SignedDuration::from_hours(hours))
}

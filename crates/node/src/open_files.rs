//! How many files and connections this process may have open.
//!
//! Source:   POSIX, `getrlimit` and `setrlimit`: a soft limit that holds, and a hard one up to which a process may raise it.

/// How many files this process may have open, after raising its limit towards those wanted; `None` where the system has no such limit.
#[cfg(unix)]
pub fn open_files(wanted: u64) -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let soft = limit.current?;
    let raised = wanted.min(limit.maximum.unwrap_or(wanted));
    if raised > soft && setrlimit(Resource::Nofile, Rlimit { current: Some(raised), ..limit }).is_ok() {
        return Some(raised);
    }
    Some(soft)
}

/// How many files this process may have open: no system but Unix says so beforehand.
#[cfg(not(unix))]
pub fn open_files(_wanted: u64) -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::open_files;

    #[test]
    fn the_limit_is_raised_towards_what_is_wanted_and_never_lowered() {
        let before = open_files(0).unwrap_or(u64::MAX);
        let raised = open_files(before.saturating_add(1)).unwrap_or(u64::MAX);
        assert!(raised == before || raised == before + 1, "{before} {raised}");
        assert_eq!(open_files(0).unwrap_or(u64::MAX), raised);
    }
}

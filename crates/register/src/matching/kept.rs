//! What is kept of tokens asked, since the same given names are asked again and again; and of the register's, since many of those asked
//! are like the same ones.
//!
//! Law:      what is kept of a question changes no answer.
//! Shape:    a token's key in ([`super::near::write_key`]), what is in its reach out; found once while it is kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use names::Part;

use super::near::Near;

/// What was found in reach of tokens asked before: of those asked last, and of those asked before them. When the first are too much
/// they become the second, whose place they take; so what is asked again and again stays, and what was asked once goes.
#[derive(Default)]
pub(crate) struct Kept {
    books: RwLock<[Book; 2]>,
    /// How many bytes those asked last take.
    size: AtomicUsize,
    parts: OnceLock<Parts>,
}

/// So many parts of the register are kept at most, a power of two: about 400 bytes each.
const PARTS_KEPT: usize = 1 << 16;

type Book = HashMap<Box<[u8]>, Arc<Near>>;

/// Parts of the register, each with its number, in places that several share.
type Parts = Box<[OnceLock<Box<(u32, Part)>>]>;

/// How many bytes each of the two keeps at most, but for the last it took.
const MOST_KEPT: usize = 1 << 27;

impl Kept {
    /// What is kept of a token, or what `find` gives, which is then kept.
    pub(crate) fn get(&self, key: &[u8], find: impl FnOnce() -> Near) -> Arc<Near> {
        let before = {
            let [last, before] = &*self.books.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(near) = last.get(key) {
                return Arc::clone(near);
            }
            before.get(key).map(Arc::clone)
        };
        let near = before.unwrap_or_else(|| Arc::new(find()));
        let mut books = self.books.write().unwrap_or_else(PoisonError::into_inner);
        let [last, before] = &mut *books;
        if self.size.load(Relaxed) > MOST_KEPT {
            *before = std::mem::take(last);
            self.size.store(0, Relaxed);
        }
        // Another question may have found it meanwhile.
        if last.insert(key.into(), Arc::clone(&near)).is_none() {
            self.grow(key.len() + near.size());
        }
        near
    }

    /// A part of the register by its number, as `prepare` gives it. Of those that share a place the one wanted first is kept.
    pub(crate) fn part(&self, number: u32, prepare: impl Fn() -> Option<Part>) -> Option<Cow<'_, Part>> {
        let parts = self.parts.get_or_init(|| (0..PARTS_KEPT).map(|_| OnceLock::new()).collect());
        let place = parts.get(number as usize % PARTS_KEPT)?;
        let kept = match place.get() {
            Some(kept) => kept,
            None => {
                let part = prepare()?;
                place.get_or_init(|| Box::new((number, part)))
            }
        };
        // Another one may have been sooner.
        if kept.0 == number { Some(Cow::Borrowed(&kept.1)) } else { prepare().map(Cow::Owned) }
    }

    /// Has some parts of the register, as far as they are kept, brought near the processor, which need not wait for them yet.
    pub(crate) fn touch(&self, numbers: impl Iterator<Item = u32>) {
        let place = |number: u32| self.parts.get()?.get(number as usize % PARTS_KEPT)?.get();
        for kept in numbers.filter_map(place) {
            std::hint::black_box((kept.0, kept.1.weight()));
        }
    }

    /// Takes in that something kept takes so many bytes more.
    pub(crate) fn grow(&self, bytes: usize) {
        self.size.fetch_add(bytes, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Kept, MOST_KEPT, Near, PARTS_KEPT};
    use crate::matching::near::NearToken;
    use crate::matching::rows::Bearers;

    #[test]
    fn what_is_asked_again_and_again_stays_however_much_is_asked_once() {
        let (kept, mut found_again) = (Kept::default(), 0);
        let count = MOST_KEPT / 3 / (size_of::<NearToken>() + 2 * size_of::<u32>());
        let large = || {
            let token = |n| (NearToken::of(n, 1.0, Bearers::default()), Bearers::default());
            Near::of((0..count as u32).map(token).collect(), Default::default())
        };
        kept.get(b"often", large);
        for n in 0..20_u8 {
            let _ = kept.get(&[n], large);
            let near = kept.get(b"often", || {
                found_again += 1;
                large()
            });
            assert_eq!(near.tokens(0).len(), count);
            let books = kept.books.read().unwrap();
            let size: usize = books.iter().flat_map(|book| book.values()).map(|near| near.size()).sum();
            assert!(size <= 3 * MOST_KEPT, "{size}");
        }
        assert_eq!(found_again, 0);
        let mut asked_once = 0;
        kept.get(&[0], || {
            asked_once += 1;
            Near::default()
        });
        assert_eq!(asked_once, 1);
    }

    #[test]
    fn a_part_is_prepared_once_unless_another_one_has_its_place() {
        let (kept, prepared) = (Kept::default(), Cell::new(0));
        let text = |number: u32, text: &str| {
            let part = kept.part(number, || {
                prepared.set(prepared.get() + 1);
                names::prepare(text).parts.pop()
            });
            part.map(|part| part.text.clone())
        };
        let other = 7 + PARTS_KEPT as u32;
        for (number, asked, want, times) in [
            (7, "", None, 1),
            (7, "wahmi", Some("wahmi"), 2), // what could not be prepared is not kept
            (7, "mithali", Some("wahmi"), 2),
            (other, "tajribi", Some("tajribi"), 3),
            (other, "khayali", Some("khayali"), 4),
            (7, "mithali", Some("wahmi"), 4),
        ] {
            assert_eq!((text(number, asked).as_deref(), prepared.get()), (want, times), "{number} {asked}");
        }
    }

    #[test]
    fn what_is_put_together_later_counts_too() {
        let kept = Kept::default();
        kept.get(b"early", Near::default);
        kept.get(b"late", Near::default);
        kept.grow(MOST_KEPT + 1);
        kept.get(b"next", Near::default);
        let books = kept.books.read().unwrap();
        assert_eq!(books.each_ref().map(|book| book.len()), [1, 2]);
    }
}

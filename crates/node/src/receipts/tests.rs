//! A receipt is kept, signed, read again and erased.

use register::{Answer, Policy, Query};
use screening::receipt::{Question, Receipt};
use screening::{Screening, Subject};

use super::KeptReceipt;
use crate::audit::Actor;
use crate::{Error, Node};

fn receipt(name: &str) -> Receipt {
    let query = Query { names: vec![name.to_owned()], ..Query::default() };
    let subject = Subject { id: "17".to_owned(), query };
    let question = Question::of(&subject, &Policy::default(), "00".to_owned());
    Receipt::of(question, "dalil 0.0.0", "abc", &Screening::Screened(Answer::default()))
}

fn kept(node: &Node, names: &[&str]) -> Vec<KeptReceipt> {
    let (audit, now) = (node.audit().expect("it opens"), "2026-03-01T08:00:00Z".parse().expect("a moment"));
    let actor = Actor { by: "local".to_owned(), purpose: "a visa".to_owned() };
    let receipts: Vec<Receipt> = names.iter().map(|name| receipt(name)).collect();
    let ids = audit.keep_receipts(&actor, "dalil screen", &receipts, now).expect("kept");
    ids.into_iter().map(|id| audit.receipt(id).expect("it is there")).collect()
}

#[test]
fn a_receipt_is_kept_as_it_was_and_believed_where_it_was_signed_here() {
    let [folder, elsewhere] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [node, other] = [&folder, &elsewhere].map(|folder| Node::open(folder.path()).expect("it opens"));
    let long = "x".repeat(100_000);
    for (kept, name) in kept(&node, &["يوسف الخيالي", &long]).iter().zip(["يوسف الخيالي", &long])
    {
        assert_eq!((&kept.receipt, kept.through.as_str()), (&receipt(name), "dalil screen"));
        let note = node.receipt_signer().expect("a key").note(kept);
        assert_eq!(node.receipt_from_note(&note).expect("signed here"), *kept);
        let other_key = other.receipt_signer().expect("a key");
        let foreign = other.receipt_from_note(&note);
        assert!(matches!(foreign, Err(Error::NoReceipt)), "{foreign:?}");
        for changed in [note.replace("a visa", "a loan"), other_key.note(kept), String::new(), "x".repeat(2 << 20)] {
            assert!(matches!(node.receipt_from_note(&changed), Err(Error::NoReceipt)));
        }
    }
}

#[test]
fn of_a_receipt_that_was_erased_the_question_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = Node::open(folder.path()).expect("it opens");
    let kept = kept(&node, &["Yusuf al-Khayali", "Sabir Wahmi"]);
    let audit = node.audit().expect("it opens");
    audit.erase(&[1], &Actor::default(), "asked", kept[0].at).expect("erased");
    assert!(matches!(audit.receipt(kept[0].id), Err(Error::Erased(_))));
    assert_eq!(audit.receipt(kept[1].id).expect("it is there"), kept[1]);
    // What erased it is no receipt.
    let mut last = None;
    audit
        .each::<Error>(3, &mut |event| {
            last = Some(event.id);
            Ok(true)
        })
        .expect("read");
    assert!(matches!(audit.receipt(last.expect("an event")), Err(Error::NoEvent(_))));
}

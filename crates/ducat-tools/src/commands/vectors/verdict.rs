//! What became of each vector.

use std::collections::BTreeMap;

use ducat_sim::SecureElement;
use ducat_soft::Engine;
use ducat_vectors::file::{Expect, Group, Vector};
use ducat_vectors::{Subject, judge, protocol};

use super::collection::Collection;
use super::progress::Progress;

/// Slots of the simulated element: a terminal takes 32.
const SLOTS: usize = 40;

/// What became of a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    /// For this reason.
    Failed(String),
    /// There is no answer, because the program had ended or was stopped. That is a failure.
    Unanswered,
    /// The operation is one that the engine or program does not have.
    NotOffered,
}

/// How many of each.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) not_offered: usize,
}

impl Tally {
    pub(super) const fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) | Verdict::Unanswered => self.failed += 1,
            Verdict::NotOffered => self.not_offered += 1,
        }
    }

    pub(super) const fn vectors(&self) -> usize {
        self.passed + self.failed + self.not_offered
    }
}

/// Asks the software engine every vector. It must offer all.
pub(super) fn by_soft(collection: &Collection) -> Vec<Verdict> {
    by_engine(collection, &mut Engine::<255>::new(), |_, _| false)
}

/// Asks the simulated secure element. It has HMAC with SHA-256 only, and no HKDF, which would
/// give out octets.
pub(super) fn by_element(collection: &Collection) -> Vec<Verdict> {
    by_engine(collection, &mut SecureElement::new(SLOTS), |group, vector| {
        let hash = vector.inputs.get("hash").and_then(serde_json::Value::as_str);
        group.algorithm == "hkdf" || (group.algorithm == "hmac" && hash != Some("sha256"))
    })
}

fn by_engine<S: Subject>(
    collection: &Collection,
    subject: &mut S,
    lacks: impl Fn(&Group, &Vector) -> bool,
) -> Vec<Verdict> {
    let mut progress = Progress::new();
    let all = collection.vectors().count();
    let ask = |(done, (file, group, vector)): (usize, (usize, &Group, &Vector))| {
        progress.at(done, all, collection.name(file));
        let answer = protocol::answer(subject, judge::question(group, vector).as_bytes());
        match judge::judge(vector, &answer) {
            Ok(()) => Verdict::Passed,
            Err(_) if lacks(group, vector) && judge::is_unsupported(&answer) => Verdict::NotOffered,
            Err(what) => Verdict::Failed(what),
        }
    };
    collection.vectors().enumerate().map(ask).collect()
}

/// A verdict for every answer of another program. Each answer is a line, or why there is none.
pub(super) struct Judging<'c> {
    vectors: Vec<&'c Vector>,
    verdicts: Vec<Verdict>,
    strict: bool,
}

impl<'c> Judging<'c> {
    /// None answered yet. If it is `strict`, every operation has to be offered.
    pub(super) fn new(collection: &'c Collection, strict: bool) -> Self {
        let vectors: Vec<_> = collection.vectors().map(|(_, _, vector)| vector).collect();
        Self { verdicts: Vec::with_capacity(vectors.len()), vectors, strict }
    }

    /// Judges the answer to the next vector.
    pub(super) fn answer(&mut self, answer: Result<&str, Verdict>) {
        let Some(vector) = self.vectors.get(self.verdicts.len()) else { return };
        let verdict = match answer {
            Err(verdict) => verdict,
            Ok(line) => match judge::judge(vector, line) {
                Ok(()) => Verdict::Passed,
                Err(_) if !self.strict && judge::is_unsupported(line) => Verdict::NotOffered,
                Err(what) => Verdict::Failed(what),
            },
        };
        self.verdicts.push(verdict);
    }

    /// The verdicts. A refusal as unsupported is excused only if the operation is not offered at
    /// all, that is, if the accepted vector that the case was held against is not either. Then
    /// it proves nothing, even where it is what was expected.
    pub(super) fn finish(mut self) -> Vec<Verdict> {
        let answered = self.vectors.iter().zip(&self.verdicts);
        let verdicts: BTreeMap<&str, Verdict> =
            answered.map(|(vector, verdict)| (vector.id.as_str(), verdict.clone())).collect();
        for (vector, verdict) in self.vectors.iter().zip(&mut self.verdicts) {
            let Expect::Reject { error, .. } = &vector.expect else { continue };
            let partner = vector.differs_from.as_ref();
            let partner = partner.and_then(|differs| verdicts.get(differs.vector.as_str()));
            let offered = partner != Some(&Verdict::NotOffered);
            match verdict {
                Verdict::NotOffered if offered => {
                    let what = format!("expected the error {error}, got unsupported");
                    *verdict = Verdict::Failed(what);
                }
                Verdict::Passed if !offered && error == "unsupported" => {
                    *verdict = Verdict::NotOffered;
                }
                _ => {}
            }
        }
        self.verdicts
    }
}

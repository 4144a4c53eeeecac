//! All of one vector.

use core::fmt::Write as _;

use ducat_vectors::Outputs;
use ducat_vectors::file::{Expect, Provenance};
use serde_json::Value;

use super::super::computed::{Answer, Computed, error_text, text};
use super::Escaped;

pub(super) fn render(page: &mut String, computed: &Computed<'_>) {
    let vector = computed.vector;
    let id = Escaped(&vector.id);
    let verdict = computed.verdict();
    let result = computed.result();
    let _ = write!(
        page,
        "<article id=\"{id}\">\n<h3><a href=\"#{id}\">{id}</a> <b class=\"{result}\">{result}</b> \
         <b class=\"{verdict}\">{verdict}</b></h3>\n<dl>\n"
    );
    let mut say = |name: &str, what: &str| {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", Escaped(what));
    };
    let group = computed.group;
    say("operation", &format!("{} {}", group.algorithm, group.operation));
    say("clause", &vector.clause.join("; "));
    say("from", &from(&vector.provenance));
    say("checked by", &checks(&vector.provenance));
    if let Some(differs) = &vector.differs_from {
        say("differs from", &format!("{} in {}", differs.vector, differs.r#in));
    }
    say("flags", &vector.flags.join(", "));
    if !vector.notes.is_empty() {
        say("notes", &vector.notes);
    }
    if let Some(wrong) = &computed.wrong {
        say("wrong", wrong);
    }
    page.push_str("</dl>\n<table class=\"values\">\n");
    values(page, "inputs", &named(&vector.inputs));
    let steps = vector.intermediates.iter();
    let steps = steps.map(|step| (step.name.clone(), step.clause.as_str(), lines(&step.value)));
    values(page, "steps", &steps.collect::<Vec<_>>());
    match &vector.expect {
        Expect::Accept { outputs } => values(page, "expected", &named(outputs)),
        Expect::Reject { error, stage } => {
            let stage = serde_json::to_value(stage).unwrap_or_default();
            let error = error_text(error, &text(&stage));
            values(page, "expected", &[(String::new(), "", error)]);
        }
    }
    match &computed.answer {
        Answer::Outputs(outputs) => values(page, "computed", &named(outputs)),
        Answer::Error(error) => values(page, "computed", &[(String::new(), "", error.clone())]),
    }
    page.push_str("</table>\n</article>\n");
}

fn from(provenance: &Provenance) -> String {
    let Provenance { source, via, locator, transcription, .. } = provenance;
    match via {
        Some(via) => format!("{source}, read in {via}, {transcription}: {locator}"),
        None => format!("{source}, {transcription}: {locator}"),
    }
}

fn checks(provenance: &Provenance) -> String {
    let check = |check: &ducat_vectors::file::CrossCheck| {
        let scope = check.scope.as_ref().map(|scope| format!(" ({scope})")).unwrap_or_default();
        let agrees = if check.agrees { "" } else { " DISAGREES" };
        format!("{} {}{scope}{agrees}", check.tool, check.version)
    };
    provenance.cross_checks.iter().map(check).collect::<Vec<_>>().join("; ")
}

/// A name, what is said about it, and a value.
type Row<'r> = (String, &'r str, String);

fn named(values: &Outputs) -> Vec<Row<'static>> {
    values.iter().map(|(name, value)| (name.clone(), "", lines(value))).collect()
}

/// A list of pairs has a line for each.
fn lines(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().any(Value::is_array) => {
            items.iter().map(text).collect::<Vec<_>>().join("\n")
        }
        other => text(other),
    }
}

fn values(page: &mut String, title: &str, rows: &[Row<'_>]) {
    for (number, (name, about, value)) in rows.iter().enumerate() {
        page.push_str("<tr>");
        if number == 0 {
            let _ = write!(page, "<th rowspan=\"{}\">{title}</th>", rows.len());
        }
        let _ = write!(page, "<td>{}", Escaped(name));
        if !about.is_empty() {
            let _ = write!(page, "<small>{}</small>", Escaped(about));
        }
        let _ = writeln!(page, "</td><td>{}</td></tr>", Escaped(value));
    }
}

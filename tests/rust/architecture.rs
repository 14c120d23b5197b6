//! The order of the house: who may import whom, who may name what, how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the core and its floor (design section 3).
const FLOORS: [(&str, i32); 34] = [
    ("error", -1),
    ("numeric", 0),
    ("watch", 0),
    ("flow", 0),
    ("space", 0),
    ("fit", 1),
    ("utility", 1),
    ("roll", 1),
    ("world", 2),
    ("indices", 3),
    ("decompose", 4),
    ("compare", 4),
    ("reflect", 4),
    ("bounds", 4),
    ("uncertainty", 4),
    ("disclosure", 4),
    ("reassign", 4),
    ("synthetic", 4),
    ("choice", 4),
    ("market", 4),
    ("measure", 5),
    ("admission", 5),
    ("proof", 5),
    ("lattice", 5),
    ("estimate", 5),
    ("tracks", 5),
    ("policy", 6),
    ("simulate", 7),
    ("evaluate", 8),
    ("sources", 8),
    ("columns", 9),
    ("bindings", 10),
    ("pyo3", 10),
    ("arrow", 9),
];

/// Lines in a file of the core; a longer one holds more than one idea.
const LONGEST: usize = 400;

fn floor(module: &str) -> Option<i32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The module of a file: the first part of its path below `src`.
fn module(file: &Path) -> String {
    let below = file.strip_prefix(source()).unwrap();
    below.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// Code without comments; a documentation test of a lower floor may show a higher one at work.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules that some code reaches through `crate::`, singly or in braces, or by climbing.
fn imports(text: &str) -> BTreeSet<String> {
    let text: String = code(text).split_whitespace().collect::<Vec<_>>().join(" ").replace(":: ", "::");
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::super::"] {
        for (at, _) in text.match_indices(root) {
            let rest = &text[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(list) => found.extend(heads(list)),
                None => found.extend(name(rest)),
            }
        }
    }
    found.retain(|module| floor(module).is_some() || text.contains(&format!("crate::{module}")));
    found
}

fn name(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty() && name != "super" && name != "self").then_some(name)
}

/// The first name of every item of a list in braces.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut item, mut items) = (0, String::new(), Vec::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ => item.push(c),
        }
    }
    items.push(item);
    items.iter().filter_map(|item| name(item)).collect()
}

/// What is wrong with a piece of code that stands in a module.
fn faults(module: &str, text: &str) -> Vec<String> {
    let Some(own) = floor(module) else { return vec![format!("{module} stands on no floor")] };
    let mut faults = Vec::new();
    for other in imports(text).into_iter().filter(|other| other != module) {
        match floor(&other) {
            Some(lower) if lower < own => {}
            Some(_) => faults.push(format!("{module} imports {other}, which does not stand below it")),
            None => faults.push(format!("{module} imports {other}, which stands on no floor")),
        }
    }
    let words: BTreeSet<String> =
        code(text).split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect();
    let names = |crates: &str| words.iter().any(|w| w == crates || w.starts_with(&format!("{crates}_")));
    if module != "bindings" && names("pyo3") {
        faults.push(format!("{module} names pyo3"));
    }
    if !["bindings", "columns"].contains(&module) && names("arrow") {
        faults.push(format!("{module} names arrow"));
    }
    faults
}

#[test]
fn modules_import_strictly_lower_floors_only() {
    let all = files(&source());
    assert!(all.len() > 40, "the sources are not where they are looked for");
    let found: Vec<String> = all
        .iter()
        .filter(|file| module(file) != "lib")
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            faults(&module(file), &text).into_iter().map(move |fault| format!("{}: {fault}", file.display()))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn planted_violations_are_caught() {
    for (module, planted) in [
        ("indices", "use crate::measure::Measure;"),
        ("bounds", "use crate::uncertainty;"),
        ("roll", "fn f() { crate::indices::entropy(t) }"),
        ("roll", "use crate::{\n    error::Error,\n    indices::{Index, entropy},\n};"),
        ("numeric", "use super::super::roll::Roll;"),
        ("error", "use crate::numeric::Sum;"),
        ("measure", "use crate::cellar::Wine;"),
        ("cellar", ""),
        ("measure", "use pyo3::prelude::*;"),
        ("columns", "use pyo3_arrow::PyTable;"),
        ("indices", "use arrow_array::Array;"),
        ("world", "fn f(a: &arrow::array::ArrayRef) {}"),
    ] {
        assert!(!faults(module, planted).is_empty(), "{module}: {planted}");
    }
    for (module, fine) in [
        ("measure", "use crate::{bounds, indices::{Index, entropy}, roll::Roll};"),
        ("indices", "use super::local::total; use crate::indices::Index; // crate::measure"),
        ("bindings", "use crate::columns; use pyo3_arrow::PyTable;"),
        ("columns", "use arrow_array::Array; use crate::measure as verbs;"),
    ] {
        assert_eq!(faults(module, fine), Vec::<String>::new(), "{module}: {fine}");
    }
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = files(&source())
        .iter()
        .map(|file| (file.display(), fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(file, lines)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

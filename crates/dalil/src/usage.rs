//! What is wrong with the usage, in the language asked.
//!
//! Source:   what clap knows of the error: its kind, the argument, the value, what is near it. The sentences are in
//!           `crates/server/locales/{en,ar}/cli.ftl` under `usage-`.
//! Shape:    the sentence, the usage of the command, the next step. In English clap says it all itself.
//! Fails:    never; a kind without a sentence of its own has the general one.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use server::{Filling, Words};

/// What is wrong with the arguments of a command whose help is spoken in these words already.
pub(crate) fn message(error: &clap::Error, command: &Command, arguments: &[OsString], words: &Words) -> String {
    let say = |key: &str| words.say(key, &[]);
    let mut out = format!("{}: {}\n", say("error"), sentence(error, words));
    if error.kind() == ErrorKind::ValueValidation
        && let Some(help) = help_of(&context(error, ContextKind::InvalidArg), command, arguments)
    {
        out.push_str(&format!("  {help}\n"));
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().map(|kind| context(error, kind)).find(|near| !near.is_empty()) {
        out.push_str(&format!("  {}\n", words.say("usage-near", &[("near", (&near).into())])));
    }
    let usage = context(error, ContextKind::Usage);
    if let Some(usage) = usage.strip_prefix("Usage:") {
        out.push_str(&format!("\n{}:\n  {}\n", say("help-usage"), usage.trim()));
    }
    out.push_str(&format!("\n{}: {}\n", say("hint"), say("help-wrong-usage")));
    out
}

fn sentence(error: &clap::Error, words: &Words) -> String {
    let (argument, value) = (context(error, ContextKind::InvalidArg), context(error, ContextKind::InvalidValue));
    let (command, prior) = (context(error, ContextKind::InvalidSubcommand), context(error, ContextKind::PriorArg));
    let (values, commands) = (context(error, ContextKind::ValidValue), context(error, ContextKind::ValidSubcommand));
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidValue if value.is_empty() => "usage-no-value",
        ErrorKind::InvalidValue if values.is_empty() => "usage-bad-value",
        ErrorKind::InvalidValue => "usage-other-value",
        ErrorKind::ValueValidation => "usage-bad-value",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::MissingSubcommand => "usage-no-command",
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        ErrorKind::ArgumentConflict if prior == argument => "usage-argument-twice",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::TooManyValues => "usage-too-many-values",
        ErrorKind::InvalidUtf8 => "usage-not-text",
        _ => "usage-other",
    };
    let known = [
        ("argument", &argument),
        ("value", &value),
        ("command", &command),
        ("prior", &prior),
        ("values", &values),
        ("commands", &commands),
    ];
    words.say(key, &known.map(|(name, text)| (name, Filling::Text(text))))
}

/// What clap knows of the error under one heading, as text; empty where it knows nothing.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// The help of an argument of the command that was asked for.
fn help_of(argument: &str, command: &Command, arguments: &[OsString]) -> Option<String> {
    let asked = arguments.iter().skip(1).find_map(|name| command.find_subcommand(name))?;
    let known = asked.get_arguments().find(|known| known.to_string() == argument)?;
    known.get_help().map(ToString::to_string)
}

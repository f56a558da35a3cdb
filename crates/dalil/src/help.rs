//! The help of the command line, in Arabic and English.
//!
//! Source:   `crates/server/locales/{en,ar}/help.ftl`. The doc comments of `Cli` say the English too: whoever reads them
//!           should know a command without opening another file. A test holds the two together.
//! Shape:    the words go onto clap's own command, found by name (`help-screen`, `help-screen-born`); `--lang` and
//!           `DALIL_LANG` are looked for before anything is parsed, since help may be what is asked.
//! Fails:    wrong usage ends with exit code 2; clap says it in English, `usage` in Arabic.
//! Not here: shell completions, which stay English.

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory, FromArgMatches, ValueEnum as _};
use server::{Lang, Words};

use crate::{Language, usage};

/// The arguments understood; or, where help was asked or usage is wrong, that said and the exit code.
pub(crate) fn parse<T: CommandFactory + FromArgMatches>(arguments: &[OsString]) -> Result<T, ExitCode> {
    let words = Words::new(language(arguments, std::env::var_os("DALIL_LANG")));
    let mut command = spoken(T::command(), &words);
    command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| T::from_arg_matches(&matches))
        .map_err(|error| tell(&error.format(&mut command), &command, arguments, &words))
}

/// The whole command with its help in these words, for manual pages: clap's own `help` has none.
pub(crate) fn in_words(command: Command, words: &Words) -> Command {
    spoken(command.disable_help_subcommand(true), words)
}

fn tell(error: &clap::Error, command: &Command, arguments: &[OsString], words: &Words) -> ExitCode {
    let help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && !help && words.lang() != Lang::En {
        eprint!("{}", usage::message(error, command, arguments, words));
    } else {
        // A closed pipe (`dalil --help | head`) is the reader's choice.
        let _ = error.print();
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The language asked by `--lang`, else by the environment, else English; clap refuses what is neither.
fn language(arguments: &[OsString], environment: Option<OsString>) -> Lang {
    let mut options = arguments.iter().skip(1).take_while(|argument| *argument != "--");
    let mut given = None;
    while let (None, Some(argument)) = (&given, options.next()) {
        given = match argument.to_str() {
            Some("--lang") => options.next().cloned(),
            Some(argument) => argument.strip_prefix("--lang=").map(OsString::from),
            None => None,
        };
    }
    let given = given.or(environment);
    let code = given.as_deref().and_then(OsStr::to_str).unwrap_or_default();
    Language::from_str(code, false).map_or(Lang::En, Lang::from)
}

/// The command with its help in these words.
fn spoken(mut command: Command, words: &Words) -> Command {
    command.build(); // now clap's own `help` and `--version` are there to be spoken for too
    let name = command.get_name().to_owned();
    with_words(command, &name, words)
}

/// `name` is how the command's words are called.
fn with_words(command: Command, name: &str, words: &Words) -> Command {
    let say = |key: &str| words.say(key, &[]);
    let style = *command.get_styles().get_usage();
    let usage = format!("{style}{}:{style:#}", say("help-usage"));
    command
        // The usage has a line of its own, so that it reads from the left below an Arabic word as well.
        .help_template(format!("{{about-with-newline}}\n{usage}\n  {{usage}}\n\n{{all-args}}"))
        .about(say(&command_key(name)))
        .subcommand_help_heading(say("help-commands"))
        .mut_args(|argument| argument_with_words(argument, name, words))
        .mut_subcommands(|command| {
            let name = name_within(name, &command);
            with_words(command, &name, words)
        })
}

fn argument_with_words(argument: Arg, command: &str, words: &Words) -> Arg {
    if argument.is_hide_set() {
        return argument;
    }
    let heading = if argument.is_positional() { "help-arguments" } else { "help-options" };
    let key = argument_key(command, &argument);
    let mut text = words.say(&key, &[]);
    let values = values_with_help(&argument);
    for value in &values {
        text.push_str(&format!("\n- {value}: {}", words.say(&format!("{key}-{value}"), &[])));
    }
    argument
        .hide_possible_values(!values.is_empty())
        .help(text.clone())
        .long_help(text)
        .help_heading(words.say(heading, &[]))
}

/// The names of the choices that have a sentence of their own.
fn values_with_help(argument: &Arg) -> Vec<String> {
    let values = argument.get_possible_values();
    values.iter().filter(|value| value.get_help().is_some()).map(|value| value.get_name().to_owned()).collect()
}

/// How the words of a command are called that stands within another: `unify-judge`. What every command has is called alike everywhere.
fn name_within(within: &str, command: &Command) -> String {
    match (within, command.get_name()) {
        (_, "help") => "help".to_owned(),
        ("dalil" | "help", name) => name.to_owned(),
        (within, name) => format!("{within}-{name}"),
    }
}

fn command_key(command: &str) -> String {
    format!("help-{command}")
}

fn argument_key(command: &str, argument: &Arg) -> String {
    let id = argument.get_id().as_str();
    let of = if argument.is_global_set() || ["help", "version"].contains(&id) { "any" } else { command };
    format!("help-{of}-{}", argument.get_long().unwrap_or(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Cli;

    /// Each key the command line asks for, with the English of the doc comments.
    fn wanted(command: &Command, name: &str, out: &mut BTreeMap<String, String>) {
        let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
        out.insert(command_key(name), text(command.get_about()));
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let key = argument_key(name, argument);
            for value in argument.get_possible_values().iter().filter(|value| value.get_help().is_some()) {
                out.insert(format!("{key}-{}", value.get_name()), text(value.get_help()));
            }
            out.insert(key, text(argument.get_help()));
        }
        for within in command.get_subcommands().filter(|_| command.get_name() != "help") {
            wanted(within, &name_within(name, within), out);
        }
    }

    #[test]
    fn the_english_words_are_the_doc_comments() {
        let mut keys = BTreeMap::new();
        wanted(&Cli::command(), "dalil", &mut keys);
        assert!(keys.len() > 50, "{}", keys.len());
        for (key, text) in keys {
            assert_eq!(Words::new(Lang::En).say(&key, &[]), text, "{key}");
        }
    }

    #[test]
    fn every_command_and_argument_has_words_and_no_words_are_left_over() {
        let mut built = Cli::command();
        built.build();
        let mut keys = BTreeMap::new();
        wanted(&built, "dalil", &mut keys);
        for key in ["usage", "commands", "arguments", "options", "wrong-usage"] {
            keys.insert(format!("help-{key}"), String::new());
        }
        let keys: Vec<_> = keys.keys().map(String::as_str).collect();
        for file in [include_str!("../../server/locales/en/help.ftl"), include_str!("../../server/locales/ar/help.ftl")]
        {
            let lines = file.lines().filter(|line| !line.starts_with('#'));
            let mut said: Vec<_> = lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect();
            said.sort_unstable();
            assert_eq!(said, keys);
        }
    }

    #[track_caller]
    fn check_language(arguments: &[&str], environment: Option<&str>, want: Lang) {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        assert_eq!(language(&arguments, environment.map(OsString::from)), want, "{arguments:?} {environment:?}");
    }

    #[test]
    fn the_language_is_found_before_anything_is_parsed() {
        check_language(&["dalil"], None, Lang::En);
        check_language(&["dalil"], Some("ar"), Lang::Ar);
        check_language(&["dalil"], Some(""), Lang::En);
        check_language(&["dalil", "--lang", "ar", "--help"], None, Lang::Ar);
        check_language(&["dalil", "screen", "--no-such", "--lang=ar"], None, Lang::Ar);
        check_language(&["dalil", "--lang", "en"], Some("ar"), Lang::En);
        check_language(&["dalil", "--lang"], Some("ar"), Lang::Ar);
        check_language(&["dalil", "--lang", "fr"], None, Lang::En);
        check_language(&["dalil", "screen", "--", "--lang", "ar"], None, Lang::En); // the name asked for
    }
}

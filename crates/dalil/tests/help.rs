//! The help of the command line, through the program itself, in Arabic and English.

use std::process::{Command, Output};

fn dalil(arguments: &[&str], environment: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dalil"));
    command.env_remove("DALIL_LANG").env_remove("DALIL_DATA").args(arguments);
    if let Some(language) = environment {
        command.env("DALIL_LANG", language);
    }
    command.output().expect("dalil runs")
}

fn is_arabic(line: &str) -> bool {
    line.contains(|c| ('\u{600}'..='\u{6FF}').contains(&c))
}

/// Help is on stdout with exit code 0 and has these words.
#[track_caller]
fn check(arguments: &[&str], environment: Option<&str>, words: &[&str]) -> String {
    let output = dalil(arguments, environment);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    assert!(output.stderr.is_empty(), "{arguments:?}");
    for word in words {
        assert!(text.contains(word), "{arguments:?} lacks {word:?}:\n{text}");
    }
    text
}

#[test]
fn help_speaks_the_language_asked() {
    let commands = ["الاستعمال:\n  dalil [OPTIONS] <COMMAND>", "الأوامر:", "الخيارات:", "screen       اسأل", "--json"];
    check(&["--lang", "ar", "--help"], None, &commands);
    check(&["--help"], Some("ar"), &commands);
    check(&["--lang=ar", "help"], None, &commands);
    let screen = ["الاستعمال:\n  dalil screen [OPTIONS] [NAME]", "المعطيات:", "--born <DATE>", "تاريخ الميلاد"];
    check(&["--lang", "ar", "screen", "--help"], None, &screen);
    check(&["screen", "--lang", "ar", "-h"], Some("en"), &screen[..1]);
    check(&["--lang", "ar", "help", "screen"], None, &screen);
    check(&["--lang", "ar", "export", "--help"], None, &["- ftm: كيانات FollowTheMoney", "[default: ftm]"]);
    check(&["--help"], None, &["Usage:\n  dalil [OPTIONS] <COMMAND>", "Commands:", "Options:", "Ask whether"]);
    check(&["screen", "--help", "--lang", "en"], Some("ar"), &["Arguments:", "The name, in any script"]);
}

#[test]
fn no_english_sentence_is_left_in_the_arabic_help() {
    for command in [
        "",
        "demo",
        "lists",
        "import",
        "stats",
        "diff",
        "build",
        "rollback",
        "entity",
        "search",
        "screen",
        "compare",
        "export",
        "serve",
        "doctor",
        "completions",
    ] {
        let mut arguments = vec!["--lang", "ar"];
        arguments.extend(Some(command).filter(|command| !command.is_empty()));
        arguments.push("--help");
        for line in check(&arguments, None, &[]).lines().map(str::trim) {
            let is_clap = ["-", "[", "<", "dalil"].iter().any(|start| line.starts_with(start));
            assert!(line.is_empty() || is_clap || is_arabic(line), "{command}: {line}");
        }
    }
}

#[test]
fn wrong_usage_is_said_in_arabic_before_what_clap_says() {
    for arguments in [&["--lang", "ar", "lists", "--no-such"], &["--lang", "ar", "screen", "--born=never"]] {
        let output = dalil(arguments, None);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(text.starts_with("خطأ: استعمال غير صحيح"), "{text}");
        assert!(text.contains("\nerror: "), "{text}");
    }
    let output = dalil(&["lists", "--no-such"], None);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: "));
}

#[test]
fn nothing_asked_is_wrong_usage() {
    // A language from the environment counts as asked for clap, which then names the commands instead of all help.
    for (environment, start) in [(None, "Unifies public designation lists"), (Some("ar"), "خطأ: استعمال غير صحيح")]
    {
        let output = dalil(&[], environment);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with(start), "{environment:?}");
    }
}

#[test]
fn completions_stay_english() {
    let arabic = dalil(&["--lang", "ar", "completions", "fish"], None).stdout;
    assert_eq!(arabic, dalil(&["completions", "fish"], None).stdout);
    assert!(String::from_utf8_lossy(&arabic).contains("Ask whether a person or party may be listed"));
}

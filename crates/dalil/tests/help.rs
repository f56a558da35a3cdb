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
        "bench",
        "serve",
        "doctor",
        "backup",
        "restore",
        "health",
        "man",
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
fn wrong_usage_is_said_in_arabic() {
    let rows: [(&[&str], &str); 13] = [
        (&["lists", "--no-such"], "لا يُقبل هنا \u{2068}--no-such\u{2069}"),
        (&["lists", "--stal"], "لعل المقصود \u{2068}--stale\u{2069}"),
        (&["scren"], "لا أمر باسم \u{2068}scren\u{2069}\n  لعل المقصود \u{2068}serve, screen\u{2069}"),
        (&["help", "scren"], "لا أمر باسم \u{2068}scren\u{2069}"),
        (&["entity"], "ينقص: \u{2068}<ID>\u{2069}"),
        (&["compare", "A"], "ينقص: \u{2068}<RIGHT>\u{2069}"),
        (
            &["screen", "A", "--born=never"],
            "القيمة \u{2068}never\u{2069} لا تصلح للمعطى \u{2068}--born <DATE>\u{2069}\n  تاريخ الميلاد",
        ),
        (&["screen", "A", "--threshold", "2"], "أدنى درجة للمطابقة المحتملة"),
        (&["screen", "A", "--born"], "يلزم المعطى \u{2068}--born <DATE>\u{2069} قيمة"),
        (&["export", "--format", "xml"], "القيم الممكنة: \u{2068}ftm, ftm-statements, csv\u{2069}"),
        (&["screen", "A", "--file", "B"], "لا يجتمع"),
        (&["lists", "--stale", "--stale"], "تكرر المعطى \u{2068}--stale\u{2069}"),
        (&[], "يلزم \u{2068}dalil\u{2069} أمر من هذه: "),
    ];
    for (arguments, want) in rows {
        for (more, environment) in [(&["--lang", "ar"][..], None), (&[], Some("ar"))] {
            if arguments.is_empty() && environment.is_none() {
                continue; // then all help is shown
            }
            let output = dalil(&[arguments, more].concat(), environment);
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
            assert!(output.stdout.is_empty());
            assert!(text.starts_with("خطأ: ") && text.contains("\nللمتابعة: "), "{arguments:?}: {text}");
            assert!(text.contains(want), "{arguments:?} lacks {want}: {text}");
            for english in ["error", "Usage", "tip", "For more", "possible values"] {
                assert!(!text.contains(english), "{arguments:?}: {text}");
            }
        }
    }
    let output = dalil(&["lists", "--no-such"], None);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: "));
}

#[test]
fn nothing_asked_is_wrong_usage() {
    // A language from the environment counts as asked for clap, which then names the commands instead of all help.
    for (environment, start) in [(None, "Unifies public designation lists"), (Some("ar"), "خطأ: يلزم")] {
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

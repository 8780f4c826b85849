//! The GitHub Action, the pre-commit hook, the workflow of `init` and the examples of docs/ci.md: they are
//! what they should be, name only what exists, and their scripts run.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use footfault::input::Format;
use regex::Regex;
use yaml_rust2::{Yaml, YamlLoader};

use crate::repository::{Ran, Repository, isolated, ran};

fn stored(path: &str) -> String {
    fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

fn yaml(text: &str) -> Yaml {
    let mut documents =
        YamlLoader::load_from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn keys(mapping: &Yaml) -> Vec<String> {
    let mapping = mapping
        .as_hash()
        .unwrap_or_else(|| panic!("no mapping: {mapping:?}"));
    mapping
        .keys()
        .map(|key| key.as_str().unwrap().to_owned())
        .collect()
}

fn steps(action: &Yaml) -> &[Yaml] {
    action["runs"]["steps"].as_vec().unwrap()
}

fn step<'y>(action: &'y Yaml, name: &str) -> &'y Yaml {
    let found = steps(action)
        .iter()
        .find(|step| step["name"].as_str() == Some(name));
    found.unwrap_or_else(|| panic!("no step {name}"))
}

/// Names that expressions of a text take from `from`.
fn names(text: &str, from: &str) -> BTreeSet<String> {
    let pattern = Regex::new(&format!(r"\b{from}\.([\w-]+)")).unwrap();
    pattern
        .captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn the_action_uses_every_input_and_no_other() {
    let text = stored("action.yml");
    let action = yaml(&text);
    let inputs: BTreeSet<String> = keys(&action["inputs"]).into_iter().collect();
    let expressions: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("${{") || line.trim_start().starts_with("if:"))
        .collect();
    assert_eq!(names(&expressions.join("\n"), "inputs"), inputs);
    let ids: BTreeSet<String> = steps(&action)
        .iter()
        .filter_map(|step| Some(step["id"].as_str()?.to_owned()))
        .collect();
    assert_eq!(names(&expressions.join("\n"), "steps"), ids);
    for input in &inputs {
        let input = &action["inputs"][input.as_str()];
        assert!(
            input["description"]
                .as_str()
                .is_some_and(|text| text.ends_with('.'))
        );
        assert!(input["default"].as_str().is_some());
    }
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
}

/// What a stranger can write (a title, a branch) reaches scripts through the environment only.
#[test]
fn no_script_of_the_action_holds_an_expression() {
    let action = yaml(&stored("action.yml"));
    let mut scripts = 0;
    let pattern = Regex::new(r"\$\{?([A-Z][A-Z_]+)").unwrap();
    for step in steps(&action) {
        let Some(script) = step["run"].as_str() else {
            assert!(step["uses"].as_str().is_some());
            continue;
        };
        scripts += 1;
        assert!(!script.contains("${{"), "{script}");
        assert_eq!(step["shell"].as_str(), Some("bash"));
        // Every variable in capitals is set by the step or by the runner.
        let set: Vec<String> = match &step["env"] {
            Yaml::BadValue => Vec::new(),
            env => keys(env),
        };
        for found in pattern.captures_iter(script) {
            let name = &found[1];
            assert!(
                set.iter().any(|known| known == name) || name.starts_with("GITHUB_"),
                "{name} is not set for {script}"
            );
        }
    }
    assert!(scripts >= 5);
}

/// Runs a step of the action in a place that looks like a runner.
fn run_step(
    place: &Repository,
    name: &str,
    env: &[(&str, &str)],
) -> (Ran, BTreeMap<String, String>, String) {
    let action = yaml(&stored("action.yml"));
    let script = step(&action, name)["run"].as_str().unwrap().to_owned();
    place.write("runner/output", "");
    place.write("runner/summary", "");
    let mut command = isolated("bash", &place.path(""));
    command
        .args(["--noprofile", "--norc", "-c", &script])
        .env("GITHUB_OUTPUT", place.path("runner/output"))
        .env("GITHUB_STEP_SUMMARY", place.path("runner/summary"))
        .envs(env.iter().copied());
    let ran = ran(&mut command);
    let outputs = place
        .read("runner/output")
        .lines()
        .map(|line| line.split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    (ran, outputs, place.read("runner/summary"))
}

/// A place with the command where the action builds it.
fn runner(files: &[(&str, &str)]) -> Repository {
    let place = Repository::with(files);
    fs::create_dir_all(place.path("temp/bin")).unwrap();
    fs::copy(
        env!("CARGO_BIN_EXE_footfault"),
        place.path("temp/bin/footfault"),
    )
    .unwrap();
    place
}

fn check<'e>(root: &'e str, changed: &[(&'e str, &'e str)]) -> Vec<(&'e str, &'e str)> {
    let defaults = [
        ("ROOT", root),
        ("INPUT_PATHS", "."),
        ("INPUT_OFFLINE", "true"),
        ("INPUT_SINCE", ""),
        ("INPUT_BASELINE", ""),
        ("INPUT_FAIL_ON", "error"),
        ("INPUT_ARGS", ""),
        ("INPUT_ANNOTATIONS", "false"),
        ("INPUT_SARIF", "false"),
        ("INPUT_SUMMARY", "true"),
    ];
    defaults
        .into_iter()
        .map(|(key, value)| {
            let other = changed.iter().find(|(name, _)| *name == key);
            (key, other.map_or(value, |(_, value)| *value))
        })
        .collect()
}

const SOUND: &str =
    "A claim.<sup>1</sup>\n\n# Notes\n\n1. Jane Roe, *Title* (Wyke: Groyne Books, 2020), 3.\n";
const FAULTY: &str = "A claim.<sup>1</sup> Another.<sup>2</sup>\n\n# Notes\n\n1. Jane Roe, *Title* (Wyke: Groyne Books, 2020), 3.\n";

#[cfg(unix)]
#[test]
fn the_check_of_the_action_runs() {
    let place = runner(&[("a report.md", FAULTY), ("sound.md", SOUND)]);
    let temp = place.path("temp");
    let root = temp.to_str().unwrap();
    let result = |changed: &[(&str, &str)]| run_step(&place, "Check", &check(root, changed));

    let (ran, outputs, summary) = result(&[("INPUT_PATHS", "a report.md\nsound.md\n")]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(outputs["exit-code"], "1", "{ran:?}");
    assert!(ran.stdout.contains("mark-without-note"), "{ran:?}");
    assert!(summary.contains("mark-without-note"), "{summary}");
    assert!(
        fs::read_to_string(&outputs["json"])
            .unwrap()
            .contains("footfault.report/1")
    );
    assert!(Path::new(&outputs["markdown"]).is_file());

    assert_eq!(outputs.get("sarif"), None);
    let (ran, outputs, _) = result(&[("INPUT_ANNOTATIONS", "true"), ("INPUT_SARIF", "true")]);
    assert!(
        ran.stdout.contains("::error file=a report.md,line=1"),
        "{ran:?}"
    );
    assert!(
        fs::read_to_string(&outputs["sarif"])
            .unwrap()
            .contains("mark-without-note")
    );

    let (_, outputs, _) = result(&[("INPUT_SINCE", "HEAD")]);
    assert_eq!(outputs["exit-code"], "0");
    let (_, outputs, summary) = result(&[("INPUT_FAIL_ON", "never"), ("INPUT_SUMMARY", "false")]);
    assert_eq!((outputs["exit-code"].as_str(), summary.as_str()), ("0", ""));
    let (_, outputs, _) = result(&[("INPUT_ARGS", "--ignore=mark-without-note\n--no-config\n")]);
    assert_eq!(outputs["exit-code"], "0");
    place.write("accepted.toml", "broken");
    let (ran, outputs, _) = result(&[("INPUT_BASELINE", "accepted.toml")]);
    assert_eq!(outputs["exit-code"], "2", "{ran:?}");
    assert_eq!(outputs.get("json"), None, "{outputs:?}");

    // Nothing in an input is read as a command, and no path as a flag.
    for hostile in [
        "$(touch stolen)",
        "`touch stolen`",
        "; touch stolen",
        "\" && touch stolen #",
        "--output=stolen",
    ] {
        for key in [
            "INPUT_PATHS",
            "INPUT_SINCE",
            "INPUT_BASELINE",
            "INPUT_FAIL_ON",
        ] {
            let (_, outputs, _) = result(&[(key, hostile)]);
            assert_eq!(outputs["exit-code"], "2", "{key}: {hostile}");
        }
    }
    assert!(!place.path("stolen").exists());
}

#[cfg(unix)]
#[test]
fn the_other_scripts_of_the_action_run() {
    use std::os::unix::fs::PermissionsExt;
    let place = runner(&[("sound.md", SOUND)]);
    let source = fs::canonicalize(".").unwrap();
    let source = source.to_str().unwrap();
    let (ran, first, _) = run_step(&place, "Tell the version", &[("SOURCE", source)]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        Regex::new("^[0-9a-f]{40}$")
            .unwrap()
            .is_match(&first["sum"]),
        "{first:?}"
    );
    let (_, again, _) = run_step(&place, "Tell the version", &[("SOURCE", source)]);
    assert_eq!(first, again);

    for (code, expected) in [("0", 0), ("1", 1), ("2", 2), ("", 2)] {
        let (ran, _, _) = run_step(&place, "Result", &[("CODE", code)]);
        assert_eq!(ran.code, Some(expected));
    }

    place.write("bin/gh", "#!/bin/sh\necho \"$@\" > said\ncat >> said\n");
    fs::set_permissions(place.path("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        place.path("bin").display(),
        std::env::var_os("PATH").unwrap().display()
    );
    place.write("report.md", &"long ".repeat(20_000));
    let env = [
        ("PATH", path.as_str()),
        ("REPOSITORY", "owner/book"),
        ("NUMBER", "7"),
        ("REPORT", "report.md"),
    ];
    // The command that reads no more than it wants must not end the script.
    let (ran, _, _) = run_step(&place, "Comment", &env);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let said = place.read("said");
    assert!(
        said.starts_with("pr comment 7 --repo owner/book --edit-last --create-if-none"),
        "{said:.200}"
    );
    assert!(said.len() < 65_000);
}

/// What is built is what the action builds: the flags of `cargo install` exist.
#[test]
fn the_build_of_the_action_is_offered_by_cargo() {
    let action = yaml(&stored("action.yml"));
    let script = step(&action, "Build the command")["run"].as_str().unwrap();
    let help = isolated(env!("CARGO"), Path::new("."))
        .args(["install", "--help"])
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let flags = Regex::new(r"--[a-z-]+").unwrap();
    for flag in flags.find_iter(script) {
        assert!(help.contains(flag.as_str()), "{}", flag.as_str());
    }
}

#[test]
fn the_hook_takes_every_format_and_its_command_runs() {
    let hooks = yaml(&stored(".pre-commit-hooks.yaml"));
    let hook = &hooks.as_vec().unwrap()[0];
    assert_eq!(hook["id"].as_str(), Some("footfault"));
    assert_eq!(hook["language"].as_str(), Some("rust"));
    let files = Regex::new(hook["files"].as_str().unwrap()).unwrap();
    for format in Format::ALL {
        for extension in format.extensions() {
            // Plain text is mostly no report: requirements.txt, robots.txt.
            assert_eq!(
                files.is_match(&format!("a/b.{extension}")),
                format != Format::Text,
                "{extension}"
            );
        }
    }
    let place = Repository::empty();
    place.write("sound.md", SOUND);
    place.write("faulty.md", FAULTY);
    let mut words = hook["entry"].as_str().unwrap().split(' ');
    assert_eq!(words.next(), Some("footfault"));
    let words: Vec<&str> = words.collect();
    assert_eq!(
        place.run(&[&words[..], &["sound.md"]].concat()).code,
        Some(0)
    );
    assert_eq!(
        place
            .run(&[&words[..], &["sound.md", "faulty.md"]].concat())
            .code,
        Some(1)
    );
}

/// Steps of a workflow that use the action give it inputs that it has, and flags that the command has.
fn is_sound_workflow(workflow: &Yaml) -> usize {
    let action = yaml(&stored("action.yml"));
    let inputs = keys(&action["inputs"]);
    let mut uses = 0;
    for job in workflow["jobs"].as_hash().unwrap().values() {
        for step in job["steps"].as_vec().unwrap() {
            if !step["uses"]
                .as_str()
                .is_some_and(|uses| uses.contains("footfault"))
            {
                continue;
            }
            uses += 1;
            for key in keys(&step["with"]) {
                assert!(inputs.contains(&key), "{key} is no input of the action");
            }
            for flag in step["with"]["args"].as_str().unwrap_or_default().lines() {
                let place = Repository::empty();
                let ran = place.run(&["check", flag, "no-such-file.md"]);
                assert!(ran.stderr.contains("no such file"), "{flag}: {ran:?}");
            }
        }
    }
    uses
}

#[test]
fn init_writes_a_workflow_that_uses_the_action() {
    let place = Repository::empty();
    let ran = place.run(&["init", "--ci", "github", "--action", "someone/fork@v1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = place.read(".github/workflows/footfault.yml");
    assert_eq!(text.matches("uses: someone/fork@v1").count(), 2, "{text}");
    let other = Repository::empty();
    other.run(&["init", "--ci", "github"]);
    let workflow = yaml(&other.read(".github/workflows/footfault.yml"));
    assert_eq!(is_sound_workflow(&workflow), 2);
    for wrong in ["fork", "a b/c@d", "a/b@c\n- run: x", "a/b"] {
        let place = Repository::empty();
        let ran = place.run(&["init", "--ci", "github", "--action", wrong]);
        assert_eq!(ran.code, Some(2), "{wrong}: {ran:?}");
        assert!(!place.path(".github").exists());
    }
}

/// Fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match &mut open {
            None if line == format!("```{language}") => open = Some(String::new()),
            Some(_) if line == "```" => out.extend(open.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None => {}
        }
    }
    out
}

#[test]
fn the_page_on_ci_is_fresh_and_its_examples_are_sound() {
    let page = stored("docs/ci.md");
    let action = yaml(&stored("action.yml"));
    let mut table = String::from("\n| input | default | does |\n|---|---|---|\n");
    for name in keys(&action["inputs"]) {
        let input = &action["inputs"][name.as_str()];
        let default = match input["default"].as_str().unwrap() {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let _ = writeln!(
            table,
            "| `{name}` | {default} | {} |",
            input["description"].as_str().unwrap()
        );
    }
    table.push('\n');
    let (begin, end) = ("<!-- inputs:begin -->\n", "<!-- inputs:end -->");
    let start = page.find(begin).unwrap() + begin.len();
    let until = page.find(end).unwrap();
    let fresh = format!("{}{table}{}", &page[..start], &page[until..]);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write("docs/ci.md", &fresh).unwrap();
    }
    assert!(
        stored("docs/ci.md") == fresh,
        "docs/ci.md is stale: run UPDATE_DOCS=1 cargo test --test edits"
    );

    let mut workflows = 0;
    for block in blocks(&page, "yaml") {
        let example = yaml(&block);
        if example["jobs"].as_hash().is_some() {
            workflows += is_sound_workflow(&example);
        }
    }
    assert_eq!(workflows, 2);
}

#[cfg(unix)]
#[test]
fn the_scripts_on_the_page_run() {
    let page = stored("docs/ci.md");
    let scripts: Vec<String> = blocks(&page, "sh")
        .into_iter()
        .filter(|block| block.starts_with("#!/bin/sh"))
        .collect();
    assert_eq!(scripts.len(), 2);
    let place = runner(&[("chapters/faulty.md", FAULTY)]);
    let path = format!(
        "{}:{}",
        place.path("temp/bin").display(),
        std::env::var_os("PATH").unwrap().display()
    );
    let run = |script: &str, args: &[&str]| {
        let mut command = isolated("sh", &place.path(""));
        command
            .env("PATH", &path)
            .args(["-c", script, "sh"])
            .args(args);
        ran(&mut command)
    };
    assert_eq!(run(&scripts[0], &[]).code, Some(1));
    assert_eq!(run(&scripts[0], &["HEAD"]).code, Some(0));
    assert_eq!(run(&scripts[0], &["no-such-branch"]).code, Some(2));
    assert_eq!(run(&scripts[1], &[]).code, Some(0));
    place.write(
        "chapters/faulty.md",
        &FAULTY.replace("Another", "A new one"),
    );
    assert_eq!(run(&scripts[1], &[]).code, Some(1));

    // The line of the GitLab example.
    let gitlab = blocks(&page, "yaml")
        .into_iter()
        .find(|block| block.contains("CI_MERGE"))
        .unwrap();
    let job = yaml(&gitlab);
    let lines = job["footfault"]["script"].as_vec().unwrap();
    let line = lines[1]
        .as_str()
        .unwrap()
        .replace(".footfault/bin/footfault", "footfault");
    assert_eq!(run(&line, &[]).code, Some(1));
    let with_base = format!("CI_MERGE_REQUEST_DIFF_BASE_SHA=HEAD; {line}");
    let told = run(&with_base, &[]);
    assert!(
        told.code == Some(1) && place.read("footfault.md").contains("Compared with HEAD"),
        "{told:?}"
    );
}

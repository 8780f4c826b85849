//! A small WebDriver client: starts ChromeDriver and a headless Chromium of its own, and ends both.
//! Where they are missing it installs them if it may, and else says exactly what is missing; it never skips.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use serde_json::{Value, json};

/// How the window looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// CSS pixels.
    pub(crate) width: u32,
    /// CSS pixels.
    pub(crate) height: u32,
    /// Whether it is a phone, with touch and a viewport of its own.
    pub(crate) phone: bool,
    /// Device pixels for each CSS pixel.
    pub(crate) ratio: f64,
}

/// A desk.
pub(crate) const DESK: Window = Window {
    width: 1280,
    height: 900,
    phone: false,
    ratio: 1.0,
};

/// A phone of today.
pub(crate) const PHONE: Window = Window {
    width: 390,
    height: 844,
    phone: true,
    ratio: 2.0,
};

/// A browser with one page.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    client: reqwest::Client,
    session: String,
}

/// Runs `test` in a browser of its own, which is ended whatever comes of it.
pub(crate) async fn in_browser<F, Fut>(window: Window, test: F)
where
    F: FnOnce(Browser) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    // Two processor cores bear two browsers at a time.
    static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);
    let _turn = TURNS.acquire().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut driver, port) = start();
    let client = client();
    let session = tokio::time::timeout(
        Duration::from_mins(1),
        session(&client, port, window, folder.path()),
    )
    .await;
    let outcome = match session {
        Ok(Ok(session)) => {
            let browser = Browser { client, session };
            let outcome = tokio::spawn(test(browser.clone())).await;
            // Ends Chromium, too.
            let _ = browser.ask(reqwest::Method::DELETE, "", None).await;
            outcome
        }
        Ok(Err(error)) => tokio::spawn(async move { panic!("no session: {error}") }).await,
        Err(_) => tokio::spawn(async { panic!("Chromium did not start within a minute") }).await,
    };
    let _ = driver.kill();
    let _ = driver.wait();
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

fn client() -> reqwest::Client {
    // Nothing is encrypted here, but the client wants to know who would do it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_mins(1))
        .build()
        .unwrap()
}

/// ChromeDriver on a port of its choice.
fn start() -> (Child, u16) {
    let mut driver = Command::new(&programs().driver)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("ChromeDriver starts");
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // It must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port.expect("ChromeDriver names its port"))
}

async fn session(
    client: &reqwest::Client,
    port: u16,
    window: Window,
    folder: &Path,
) -> Result<String, String> {
    let mut arguments = vec![
        "--headless".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--hide-scrollbars".to_owned(),
        format!("--window-size={},{}", window.width, window.height),
        format!("--force-device-scale-factor={}", window.ratio),
        format!("--user-data-dir={}", folder.display()),
    ];
    if is_root() {
        // The sandbox of Chromium does not work for root.
        arguments.push("--no-sandbox".to_owned());
    }
    let mut options = json!({ "args": arguments, "binary": programs().browser });
    if window.phone {
        options["mobileEmulation"] = json!({ "deviceMetrics": {
            "width": window.width, "height": window.height, "pixelRatio": window.ratio,
            "mobile": true, "touch": true,
        }});
    }
    let wanted = json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    }}});
    let base = format!("http://127.0.0.1:{port}/session");
    let answer = client.post(&base).body(wanted.to_string()).send().await;
    let text = answer
        .map_err(|error| error.to_string())?
        .text()
        .await
        .map_err(|error| error.to_string())?;
    let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    match value["value"]["sessionId"].as_str() {
        Some(id) => Ok(format!("{base}/{id}")),
        None => Err(text),
    }
}

impl Browser {
    async fn ask(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, String> {
        let url = format!("{}{path}", self.session);
        let mut request = self.client.request(method, &url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let fine = answer.status().is_success();
        let text = answer.text().await.map_err(|error| error.to_string())?;
        let mut value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if fine {
            Ok(value["value"].take())
        } else {
            Err(text)
        }
    }

    /// Gives a command that must succeed.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.ask(reqwest::Method::POST, path, Some(body)).await;
        answer.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Opens a page and waits until it is loaded.
    pub(crate) async fn open(&self, url: &str) {
        self.post("/url", json!({ "url": url })).await;
    }

    /// Opens a file, at a place in it.
    pub(crate) async fn open_file(&self, path: &Path, hash: &str) {
        let mut url = url::Url::from_file_path(path).unwrap();
        if !hash.is_empty() {
            url.set_fragment(Some(hash));
        }
        self.open(url.as_str()).await;
    }

    /// What the body of a function returns in the page.
    pub(crate) async fn js(&self, script: &str) -> Value {
        self.js_with(script, json!([])).await
    }

    /// The same with `arguments`.
    pub(crate) async fn js_with(&self, script: &str, arguments: Value) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.post("/execute/sync", body).await
    }

    /// The same as text.
    pub(crate) async fn text(&self, script: &str) -> String {
        match self.js(script).await {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// The same as a number.
    pub(crate) async fn number(&self, script: &str) -> f64 {
        let value = self.js(script).await;
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{script}: {value}"))
    }

    /// Clicks what the selector finds, as a person does: it must be in sight and nothing may cover it.
    pub(crate) async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        self.post(&format!("/element/{element}/click"), json!({}))
            .await;
    }

    /// Types into what the selector finds.
    pub(crate) async fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector).await;
        self.post(
            &format!("/element/{element}/value"),
            json!({ "text": text }),
        )
        .await;
    }

    async fn element(&self, selector: &str) -> String {
        let body = json!({ "using": "css selector", "value": selector });
        let found = self.post("/element", body).await;
        let mut ids = found.as_object().unwrap().values();
        ids.next().unwrap().as_str().unwrap().to_owned()
    }

    /// Presses a key wherever the focus is.
    pub(crate) async fn press(&self, key: &str) {
        let keys = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
        self.post("/actions", body).await;
    }

    /// Goes back in the history.
    pub(crate) async fn back(&self) {
        self.post("/back", json!({})).await;
    }

    /// A command of the Chrome DevTools Protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", body).await
    }

    /// Waits until the script gives true.
    pub(crate) async fn wait(&self, script: &str) {
        for _ in 0..200 {
            if self.js(script).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never true: {script}");
    }

    /// What the console was told since the last time: errors, warnings, violations of the policy.
    pub(crate) async fn console(&self) -> Vec<String> {
        let entries = self.post("/se/log", json!({ "type": "browser" })).await;
        let entries = entries.as_array().unwrap();
        entries.iter().map(ToString::to_string).collect()
    }

    /// Every address that pages from files asked for since the last time; the browser has pages of its own.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let entries = self.post("/se/log", json!({ "type": "performance" })).await;
        entries
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
            .filter(|entry| entry["message"]["method"] == "Network.requestWillBeSent")
            .map(|entry| entry["message"]["params"].clone())
            .filter(|asked| !asked["documentURL"].to_string().contains("chrome:"))
            .map(|asked| asked["request"]["url"].to_string())
            .collect()
    }

    /// A picture of the window as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let picture = self.ask(reqwest::Method::GET, "/screenshot", None).await;
        let picture = picture.unwrap();
        BASE64_STANDARD.decode(picture.as_str().unwrap()).unwrap()
    }
}

/// Where the two programs are.
#[derive(Debug)]
struct Programs {
    driver: PathBuf,
    browser: PathBuf,
}

/// Finds the programs, or installs them, or says what is missing.
fn programs() -> Arc<Programs> {
    static PROGRAMS: OnceLock<Mutex<Option<Arc<Programs>>>> = OnceLock::new();
    let known = PROGRAMS.get_or_init(|| Mutex::new(None));
    // A test that failed here must not hide from the others why it did.
    let mut known = known
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(programs) = known.as_ref() {
        return Arc::clone(programs);
    }
    let found = find().or_else(|missing| {
        let said = install(&missing)?;
        find().map_err(|missing| format!("{missing}\nafter an installation that said\n{said}"))
    });
    match found {
        Ok(programs) => Arc::clone(known.insert(Arc::new(programs))),
        Err(missing) => panic!("{missing}"),
    }
}

fn find() -> Result<Programs, String> {
    let driver = program("CHROMEDRIVER", &["chromedriver"]);
    let browser = program(
        "CHROME",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
        ],
    );
    match (driver, browser) {
        (Some(driver), Some(browser)) => Ok(Programs { driver, browser }),
        (driver, browser) => Err(format!(
            "the tests of the HTML report drive a real browser, and {} missing.\n\
             Debian and Ubuntu: run .ci/browser as root (apt-get install chromium chromium-driver).\n\
             Elsewhere: install Chromium or Chrome and the ChromeDriver of the same version, in PATH or named by the \
             variables CHROME and CHROMEDRIVER.",
            match (driver, browser) {
                (None, None) => "Chromium and ChromeDriver are",
                (None, _) => "ChromeDriver is",
                _ => "Chromium is",
            }
        )),
    }
}

/// The program that the variable names, else the first of the names in PATH.
fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Some(path.into()).filter(|path: &PathBuf| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
            .find(|path| path.is_file())
    })
}

/// Installs what is missing where that asks nobody: as root on Debian, as in continuous integration.
fn install(missing: &str) -> Result<String, String> {
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        return Err(missing.to_owned());
    }
    let run = Command::new(".ci/browser").output();
    let run = run.map_err(|error| format!("{missing}\n.ci/browser does not start: {error}"))?;
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    if run.status.success() {
        Ok(said)
    } else {
        Err(format!("{missing}\n.ci/browser failed:\n{said}"))
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

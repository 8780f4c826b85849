//! What an address by itself tells of where a redirect leads: to the same page, to the home page, to a login, to an
//! error page. Words of paths and hosts only; nothing is asked.

use url::Url;

/// Whether two addresses differ at most in their fragment.
pub(crate) fn same(one: &Url, other: &Url) -> bool {
    let bare = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    bare(one) == bare(other)
}

/// Whether `to` is `from` over https.
pub(crate) fn is_upgrade(from: &Url, to: &Url) -> bool {
    from.scheme() == "http"
        && to.scheme() == "https"
        && from.host_str() == to.host_str()
        && from.path() == to.path()
        && from.query() == to.query()
}

/// Whether an address is the front door of a site, by path alone.
pub(crate) fn is_home(url: &Url) -> bool {
    let path = url.path().trim_matches('/').to_ascii_lowercase();
    let front = match path.rsplit_once('/') {
        Some((language, page)) if is_language(language) => page,
        Some(_) => return false,
        None => path.as_str(),
    };
    url.query()
        .is_none_or(|query| !query.contains("id=") && !query.starts_with("p="))
        && (front.is_empty()
            || is_language(front)
            || matches!(
                front.split_once('.').map_or(front, |(name, _)| name),
                "index" | "home" | "default" | "main" | "startseite" | "accueil" | "inicio"
            ))
}

fn is_language(segment: &str) -> bool {
    let (language, region) = segment.split_once(['-', '_']).unwrap_or((segment, "xx"));
    language.len() == 2
        && (2..=4).contains(&region.len())
        && segment
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
}

/// Whether `from` is a short name that somebody made for the site `to`: one short word at another domain.
pub(crate) fn is_short_name(from: &Url, to: &Url) -> bool {
    let domain = |url: &Url| url.host_str().and_then(psl::domain_str).map(str::to_owned);
    let path = from.path().trim_matches('/');
    domain(from) != domain(to) && path.len() <= 12 && !path.contains('/') && from.query().is_none()
}

/// The words of an address's path.
fn path_words(url: &Url) -> impl Iterator<Item = String> {
    url.path()
        .to_ascii_lowercase()
        .split('/')
        .map(|segment| {
            segment
                .split_once('.')
                .map_or(segment, |(name, _)| name)
                .replace(['-', '_'], "")
        })
        .collect::<Vec<_>>()
        .into_iter()
}

pub(crate) fn is_login(url: &Url) -> bool {
    let first = url
        .host_str()
        .and_then(|host| host.split('.').next())
        .unwrap_or_default();
    matches!(
        first,
        "login" | "signin" | "sso" | "accounts" | "auth" | "idp" | "shibboleth" | "cas"
    ) || path_words(url).any(|word| {
        matches!(
            word.as_str(),
            "login"
                | "logon"
                | "signin"
                | "signon"
                | "wplogin"
                | "userlogin"
                | "authwall"
                | "sso"
                | "saml"
                | "saml2"
                | "oauth"
                | "oauth2"
                | "authorize"
                | "anmelden"
                | "connexion"
                | "accountlogin"
                | "uaslogin"
                | "loginform"
                | "loginrequired"
        )
    })
}

pub(crate) fn is_error_page(url: &Url) -> bool {
    path_words(url).any(|word| {
        matches!(
            word.as_str(),
            "404"
                | "error404"
                | "404error"
                | "notfound"
                | "pagenotfound"
                | "filenotfound"
                | "errorpage"
                | "error"
                | "errors"
                | "404page"
                | "page404"
                | "nichtgefunden"
                | "introuvable"
        )
    }) || url
        .query()
        .is_some_and(|query| query.to_ascii_lowercase().contains("aspxerrorpath="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn home_pages_are_known_by_their_paths() {
        for home in [
            "https://example.org/",
            "https://example.org/en",
            "https://example.org/en-GB/",
            "https://example.org/index.html",
            "https://example.org/de/index.php",
            "https://example.org/home?ref=404",
        ] {
            assert!(is_home(&url(home)), "{home}");
        }
        for page in [
            "https://example.org/report",
            "https://example.org/?p=123",
            "https://example.org/index.php?id=9",
            "https://example.org/en/report",
            "https://example.org/homework",
        ] {
            assert!(!is_home(&url(page)), "{page}");
        }
    }

    #[test]
    fn logins_and_error_pages_are_known_by_whole_words() {
        for login in [
            "https://example.org/login?next=/a",
            "https://accounts.example.org/v3/signin",
            "https://example.org/users/sign_in.aspx",
            "https://www.linkedin.com/authwall",
        ] {
            assert!(is_login(&url(login)), "{login}");
        }
        for page in [
            "https://example.org/how-to-login-safely",
            "https://example.org/blog/logins",
        ] {
            assert!(!is_login(&url(page)), "{page}");
        }
        assert!(is_error_page(&url("https://example.org/error/404.html")));
        assert!(is_error_page(&url(
            "https://example.org/x?aspxerrorpath=/a"
        )));
        assert!(!is_error_page(&url(
            "https://example.org/errors-of-judgement"
        )));
    }

    #[test]
    fn short_names_on_other_domains_may_mean_a_home_page() {
        let home = url("https://www.museum.example/");
        assert!(is_short_name(&url("https://mus.eum/x7f"), &home));
        assert!(!is_short_name(
            &url("https://www.museum.example/x7f"),
            &home
        ));
        assert!(!is_short_name(
            &url("https://old.example/2019/05/report"),
            &home
        ));
    }

    #[test]
    fn an_upgrade_changes_the_scheme_and_nothing_else() {
        let from = url("http://example.org/a?b");
        assert!(is_upgrade(&from, &url("https://example.org/a?b")));
        assert!(!is_upgrade(&from, &url("https://www.example.org/a?b")));
        assert!(!is_upgrade(&from, &url("https://example.org/")));
        assert!(same(
            &url("https://example.org/a#b"),
            &url("https://example.org/a")
        ));
    }
}

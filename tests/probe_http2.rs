//! The prober over HTTP/2, as most sites speak it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fault_server;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use fault_server::{article, tls::Certificates};
use footfault::probe::{
    Forgetful, Options, Reason, Stop, Target, Unwatched, address::Allowed, probe,
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Answers over HTTP/2: `/moved` redirects, `/gone` is gone, `/reset` breaks its stream off, all else is a page.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor, connections: Arc<AtomicUsize>) {
    while let Ok((stream, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::SeqCst);
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let stream = acceptor.accept(stream).await.unwrap();
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let path = request.uri().path().to_owned();
                let head = match path.as_str() {
                    "/moved" => http::Response::builder()
                        .status(301)
                        .header("location", "/new"),
                    "/gone" => http::Response::builder().status(410),
                    "/reset" => {
                        respond.send_reset(h2::Reason::INTERNAL_ERROR);
                        continue;
                    }
                    _ => http::Response::builder().header("content-type", "text/html"),
                };
                let head = head.body(()).unwrap();
                let mut body = respond.send_response(head, false).unwrap();
                let page = article(&format!("Page {path}"));
                body.send_data(bytes::Bytes::from(page), true).unwrap();
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_asked_over_http2_on_one_connection() {
    let certificates = Certificates::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let acceptor = TlsAcceptor::from(Arc::new(certificates.http2("two.test")));
    tokio::spawn(serve(listener, acceptor, Arc::clone(&connections)));
    let mut options = Options::new(|| "2026-11-23T12:00:00Z".parse().unwrap());
    options.web.allowed = Allowed::All;
    options.web.extra_roots = Some(certificates.authority().to_vec());
    options.web.overrides = vec![format!("two.test:443:{address}").parse().unwrap()];
    options.per_host_interval = std::time::Duration::ZERO;
    options.backoff = std::time::Duration::from_millis(10);
    let targets = ["page", "moved", "gone", "reset", "last"]
        .map(|path| Target {
            url: format!("https://two.test/{path}"),
            ..Target::default()
        })
        .to_vec();
    let outcome = probe(targets, &options, &Forgetful, &Unwatched, Stop::new())
        .await
        .unwrap();
    let reasons: Vec<Reason> = outcome.probes.iter().map(|probe| probe.reason).collect();
    let expected = [
        Reason::Ok,
        Reason::PermanentRedirect,
        Reason::Gone,
        Reason::ConnectionReset,
        Reason::Ok,
    ];
    assert_eq!(reasons, expected, "{:?}", outcome.probes);
    let connections = connections.load(Ordering::SeqCst);
    assert!(connections <= 3, "{connections} connections");
}

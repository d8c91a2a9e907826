//! The routes of `hawser demo` on hyper 0.14: one thread, both protocols on one port.
//!
//! hyper-peer PORT ROOT [--pipeline-flush]

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;

use bytes::Bytes;
use futures_util::stream;
use hyper::body::HttpBody;
use hyper::header::{HeaderValue, CONTENT_TYPE};
use hyper::server::conn::Http;
use hyper::service::service_fn;
use hyper::{Body, Request, Response, StatusCode};
use tokio::net::TcpListener;

const MOST: usize = 1 << 20;

struct Content {
    octets: Bytes,
    root: PathBuf,
    /// Files, read once.
    files: RefCell<HashMap<String, Bytes>>,
}

#[derive(Clone, Copy)]
struct Local;

impl<F> hyper::rt::Executor<F> for Local
where
    F: std::future::Future + 'static,
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn_local(future);
    }
}

fn octets(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response
}

fn text(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

fn unknown() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn number(text: Option<&str>) -> Option<usize> {
    text?.parse().ok().filter(|&n| n <= MOST)
}

async fn answer(request: Request<Body>, content: Rc<Content>) -> Result<Response<Body>, Infallible> {
    if request.uri().path() == "/plain" {
        return Ok(text(Body::from("Hello, World!")));
    }
    if request.uri().path() == "/sink" {
        let mut count = 0;
        let mut body = request.into_body();
        while let Some(Ok(piece)) = body.data().await {
            count += piece.len();
        }
        return Ok(text(Body::from(count.to_string())));
    }
    let mut parts = request.uri().path().split('/').skip(1);
    Ok(match parts.next() {
        Some("bytes") => match number(parts.next()) {
            Some(n) => octets(Body::from(content.octets.slice(..n))),
            None => unknown(),
        },
        Some("chunks") => match (number(parts.next()), number(parts.next())) {
            (Some(count), Some(size)) => {
                let piece = content.octets.slice(..size);
                octets(Body::wrap_stream(stream::iter(
                    (0..count).map(move |_| Ok::<_, Infallible>(piece.clone())),
                )))
            }
            _ => unknown(),
        },
        Some("file") => match file(&content, parts.next().unwrap_or("")) {
            Some(octets_of_file) => octets(Body::from(octets_of_file)),
            None => unknown(),
        },
        _ => unknown(),
    })
}

fn file(content: &Content, name: &str) -> Option<Bytes> {
    if name.is_empty() || name == ".." {
        return None;
    }
    if let Some(known) = content.files.borrow().get(name) {
        return Some(known.clone());
    }
    let read = Bytes::from(std::fs::read(content.root.join(name)).ok()?);
    content.files.borrow_mut().insert(name.to_string(), read.clone());
    Some(read)
}

async fn serve(port: u16, root: PathBuf, pipeline_flush: bool) {
    let content = Rc::new(Content {
        octets: Bytes::from((0..MOST).map(|i| b'a' + (i % 26) as u8).collect::<Vec<u8>>()),
        root,
        files: RefCell::new(HashMap::new()),
    });
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))
        .await
        .expect("listen");
    let mut http = Http::new().with_executor(Local);
    http.pipeline_flush(pipeline_flush)
        .http2_initial_stream_window_size(1 << 20)
        .http2_initial_connection_window_size(16 << 20)
        .http2_max_concurrent_streams(1000);
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        let _ = socket.set_nodelay(true);
        let content = content.clone();
        let connection = http.serve_connection(socket, service_fn(move |request| answer(request, content.clone())));
        tokio::task::spawn_local(async move {
            // A client that goes away is no news.
            let _ = connection.await;
        });
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let port = args[1].parse().expect("port");
    let root = PathBuf::from(&args[2]);
    let pipeline_flush = args.iter().any(|arg| arg == "--pipeline-flush");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("runtime");
    tokio::task::LocalSet::new().block_on(&runtime, serve(port, root, pipeline_flush));
}

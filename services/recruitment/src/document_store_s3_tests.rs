//! The store at a bucket: what the S3 client asks for, answered at a loopback address.
#![allow(clippy::unwrap_used)]

use super::*;
use object_store::RetryConfig;
use std::collections::BTreeMap;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The few answers of an S3-compatible store that the service needs, for the bucket `berkas`.
#[derive(Default)]
struct Bucket {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Bucket {
    async fn serve(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(self.clone().answer_one(stream));
        }
    }

    /// One request a connection.
    async fn answer_one(self: Arc<Self>, mut stream: TcpStream) {
        let mut read = Vec::<u8>::new();
        let end = loop {
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut read).await.unwrap() == 0 {
                return;
            }
        };
        let head = String::from_utf8(read[..end].to_vec()).unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
        });
        while read.len() < end + length.unwrap_or(0) {
            assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0);
        }
        let (status, body) = self.answer(&head, &read[end..]);
        let head = format!(
            "HTTP/1.1 {status}\r\nETag: \"1\"\r\nLast-Modified: Fri, 06 Sep 2024 08:00:00 GMT\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_slice()].concat()).await.unwrap();
    }

    fn answer(&self, head: &str, body: &[u8]) -> (&'static str, Vec<u8>) {
        if !head.to_ascii_lowercase().contains("\r\nauthorization: aws4-hmac-sha256 credential=") {
            return ("403 Forbidden", Vec::new());
        }
        let mut words = head.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let key = target.strip_prefix("/berkas/").unwrap_or_default();
        let mut objects = self.objects.lock().unwrap();
        match method {
            "PUT" => {
                objects.insert(key.to_owned(), body.to_vec());
                ("200 OK", Vec::new())
            }
            "POST" => {
                let asked = String::from_utf8(body.to_vec()).unwrap();
                let mut deleted = String::new();
                for key in asked.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap()) {
                    objects.remove(key);
                    deleted += &format!("<Deleted><Key>{key}</Key></Deleted>");
                }
                ("200 OK", format!("<DeleteResult>{deleted}</DeleteResult>").into_bytes())
            }
            "GET" if target.contains("list-type=2") => ("200 OK", listed(&objects, target).into_bytes()),
            "GET" => match objects.get(key) {
                Some(content) => ("200 OK", content.clone()),
                None => ("404 Not Found", b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            },
            _ => ("405 Method Not Allowed", Vec::new()),
        }
    }
}

fn listed(objects: &BTreeMap<String, Vec<u8>>, target: &str) -> String {
    let prefix = target.split("prefix=").nth(1).unwrap().split('&').next().unwrap().replace("%2F", "/");
    let mut contents = String::new();
    for (key, content) in objects.iter().filter(|(key, _)| key.starts_with(&prefix)) {
        contents += &format!(
            "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>2024-09-06T08:00:00.000Z</LastModified>\
             <ETag>\"1\"</ETag></Contents>",
            content.len()
        );
    }
    format!("<ListBucketResult>{contents}</ListBucketResult>")
}

#[tokio::test]
async fn a_bucket_keeps_what_is_read_listed_and_forgotten() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let bucket = Arc::new(Bucket::default());
    let served = tokio::spawn(bucket.clone().serve(listener));
    let client = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_bucket_name("berkas")
        .with_region("us-east-1")
        .with_access_key_id("kunci")
        .with_secret_access_key("rahasia")
        .with_retry(RetryConfig { max_retries: 0, ..RetryConfig::default() })
        .build()
        .unwrap();
    let store = DocumentStore::of(Arc::new(client), Path::parse("siklus").unwrap(), 10);
    let (tenant, now): (Tenant, Timestamp) = ("6571".parse().unwrap(), "2024-09-06T08:00:00Z".parse().unwrap());
    let place = DocumentStore::place(&tenant, now);
    store.put(&place, b"sealed".to_vec()).await.unwrap();
    let kept = bucket.objects.lock().unwrap().clone();
    assert_eq!(kept, BTreeMap::from([(format!("siklus/{place}"), b"sealed".to_vec())]));
    assert_eq!(store.get(&place).await.unwrap(), b"sealed");
    let later = now + SignedDuration::from_hours(25);
    assert_eq!(store.settled(&tenant, now).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.settled(&tenant, later).await.unwrap(), std::slice::from_ref(&place));
    assert_eq!(store.settled(&"5473".parse().unwrap(), later).await.unwrap(), Vec::<String>::new());
    store.delete(std::slice::from_ref(&place)).await;
    assert!(bucket.objects.lock().unwrap().is_empty());
    assert!(store.get(&place).await.is_err(), "what was forgotten is not there");
    served.abort();
}

//! The files of a store: two segments of newline-delimited JSON, the newer one growing. When it is
//! full a new one is begun and the older one goes, so that the folder holds between half and all of
//! its limit.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::SpanRecord;

const PREFIX: &str = "spans-";
const SUFFIX: &str = ".jsonl";

/// The writing side; there is one per folder.
pub(super) struct Segments {
    directory: PathBuf,
    capacity: u64,
    number: u64,
    length: u64,
    file: BufWriter<File>,
}

impl Segments {
    /// Goes on with the newest segment of the folder, or begins the first.
    pub(super) fn open(directory: &Path, limit: u64) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let number = list(directory)?.last().map_or(1, |(number, _)| *number);
        let mut file = open_segment(directory, number)?;
        end_torn_line(&mut file)?;
        let length = file.metadata()?.len();
        let mut segments =
            Self { directory: directory.to_owned(), capacity: limit / 2, number, length, file: BufWriter::new(file) };
        // A smaller limit than last time takes effect at once.
        if length > segments.capacity {
            segments.rotate()?;
        }
        segments.remove_surplus()?;
        Ok(segments)
    }

    /// Appends one line; one that alone exceeds a segment is refused.
    pub(super) fn append(&mut self, mut line: Vec<u8>) -> io::Result<()> {
        // In one write with the text, so that a failing disk cannot glue two lines together.
        line.push(b'\n');
        let size = line.len() as u64;
        if size > self.capacity {
            return Err(ErrorKind::FileTooLarge.into());
        }
        if self.length + size > self.capacity {
            self.rotate()?;
        }
        self.file.write_all(&line)?;
        self.length += size;
        Ok(())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file = BufWriter::new(open_segment(&self.directory, self.number + 1)?);
        self.number += 1;
        self.length = 0;
        self.remove_surplus()
    }

    /// Keeps the current segment and the one before it, unless that one is from a time with a
    /// larger limit.
    fn remove_surplus(&self) -> io::Result<()> {
        for (number, path) in list(&self.directory)? {
            let previous = number + 1 == self.number && fs::metadata(&path)?.len() <= self.capacity;
            if number < self.number && !previous {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// Reads every whole line of the traces whose id begins with `prefix`, older segments first.
pub(super) fn scan(directory: &Path, prefix: &str) -> io::Result<Vec<SpanRecord>> {
    // Parsing only lines that begin right makes reading a full store a matter of milliseconds.
    let beginning = format!("{{\"trace_id\":\"{prefix}");
    let mut spans = Vec::new();
    for (_, path) in list(directory)? {
        let file = match File::open(path) {
            // The writer rotated between the listing and now.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            opened => opened?,
        };
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            // A line that is half-written, or torn by a crash, does not parse and is passed over.
            if line.starts_with(beginning.as_bytes())
                && let Ok(span) = serde_json::from_slice(&line)
            {
                spans.push(span);
            }
            line.clear();
        }
    }
    Ok(spans)
}

/// The segments of a folder by number; other files are not ours and stay out.
fn list(directory: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut segments = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok());
        if let Some(number) = number {
            segments.push((number, entry.path()));
        }
    }
    segments.sort();
    Ok(segments)
}

fn open_segment(directory: &Path, number: u64) -> io::Result<File> {
    let path = directory.join(format!("{PREFIX}{number:08}{SUFFIX}"));
    OpenOptions::new().create(true).read(true).append(true).open(path)
}

/// Closes a line that a crash left open, so that the next span does not become part of it.
fn end_torn_line(file: &mut File) -> io::Result<()> {
    if file.metadata()?.len() == 0 {
        return Ok(());
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last != *b"\n" {
        file.write_all(b"\n")?;
    }
    Ok(())
}

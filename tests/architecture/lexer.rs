//! Tells Rust code from its comments and literals: enough to search the code without being fooled by either.

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// Line it begins on, from 1.
    pub line: usize,
    /// What stands between the quotes.
    pub text: String,
}

/// The text with comments and the content of literals blanked, line for line, and the string literals.
pub fn split(text: &str) -> (String, Vec<Literal>) {
    let mut lexer = Lexer { text: text.chars().collect(), at: 0, code: String::new(), literals: Vec::new() };
    while lexer.at < lexer.text.len() {
        lexer.step();
    }
    (lexer.code, lexer.literals)
}

struct Lexer {
    text: Vec<char>,
    at: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Lexer {
    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.blank_until(|lexer| lexer.peek(0) == '\n'),
            ('/', '*') => self.block_comment(),
            ('r', '"' | '#') if self.begins_raw() => self.raw_string(),
            ('"', _) => self.string(),
            ('\'', _) if self.peek(1) == '\\' || self.peek(2) == '\'' => self.character(),
            _ => self.keep(),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.text.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn keep(&mut self) {
        self.code.push(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        self.code.push(if self.peek(0) == '\n' { '\n' } else { ' ' });
        self.at += 1;
    }

    fn blank_until(&mut self, end: impl Fn(&Self) -> bool) {
        while self.at < self.text.len() && !end(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn begins_raw(&self) -> bool {
        let before = self.at.checked_sub(1).map_or(' ', |before| self.text[before]);
        let hashes = self.text[self.at + 1..].iter().take_while(|sign| **sign == '#').count();
        (matches!(before, 'b' | 'c') || !(before.is_alphanumeric() || before == '_')) && self.peek(1 + hashes) == '"'
    }

    fn raw_string(&mut self) {
        self.keep();
        let mut hashes = 0;
        while self.peek(0) == '#' {
            self.keep();
            hashes += 1;
        }
        let ends = move |lexer: &Self| lexer.peek(0) == '"' && (1..=hashes).all(|ahead| lexer.peek(ahead) == '#');
        self.literal(ends);
    }

    fn string(&mut self) {
        self.literal(|lexer| lexer.peek(0) == '"');
    }

    fn literal(&mut self, ends: impl Fn(&Self) -> bool) {
        let raw = matches!(self.code.chars().last(), Some('r' | '#'));
        let line = self.code.matches('\n').count() + 1;
        self.keep();
        let begin = self.at;
        while self.at < self.text.len() && !ends(self) {
            if !raw && self.peek(0) == '\\' {
                self.blank();
            }
            self.blank();
        }
        let end = self.at.min(self.text.len());
        self.literals.push(Literal { line, text: self.text[begin..end].iter().collect() });
        self.keep();
    }

    fn character(&mut self) {
        self.keep();
        while self.at < self.text.len() && self.peek(0) != '\'' {
            if self.peek(0) == '\\' {
                self.blank();
            }
            self.blank();
        }
        self.keep();
    }
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = "a(\"x \\\" y\"); // unwrap()\n/* { /* } */ */ b('{', '\\'', r#\"raw \" {\"#); fn c<'l>(d: &'l str) {}";
    let (code, literals) = split(text);
    assert_eq!(code.lines().count(), 2);
    assert!(!code.contains("unwrap") && !code.contains("raw"));
    assert_eq!((code.matches('{').count(), code.matches('}').count()), (1, 1), "{code}");
    let texts: Vec<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(texts, ["x \\\" y", "raw \" {"]);
    assert_eq!(literals[1].line, 2);
}

//! Lines of CSV (RFC 4180) that a spreadsheet opens without running anything.

/// Signs with which a spreadsheet takes a cell for a formula; the wide ones where it reads East Asian text.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
/// Signs behind which a spreadsheet may see another cell: an Indonesian one separates cells by semicolons and then knows
/// nothing of our quotes.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// A cell of text from people: quoted where it has to be, and with an apostrophe wherever a formula could begin.
/// Numbers of ours are written as they are: a negative one is a number and no formula.
pub(crate) fn text(cell: &str) -> String {
    let harmless = without_formulas(cell);
    if harmless.contains([',', '"', ';', '\r', '\n']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

fn without_formulas(cell: &str) -> String {
    let mut harmless = String::with_capacity(cell.len());
    let mut begins = true;
    // A cell that begins with a tab or a new line is skipped to the next by some.
    if cell.starts_with(SEPARATORS) {
        harmless.push('\'');
    }
    for sign in cell.chars() {
        if begins && FORMULA.contains(&sign) {
            harmless.push('\'');
        }
        begins = SEPARATORS.contains(&sign) || begins && sign == '"';
        harmless.push(sign);
    }
    harmless
}

/// One line of finished cells.
pub(crate) fn line(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        let cells = ["BIDAN", "DINAS, KOTA", "\"A\"", "B\nC", "", "a=b", "A-1 / B+2"];
        assert_eq!(cells.map(text).join("|"), "BIDAN|\"DINAS, KOTA\"|\"\"\"A\"\"\"|\"B\nC\"||a=b|A-1 / B+2");
        assert_eq!(line(&[text("A"), "-9".into()]), "A,-9\r\n");
    }

    #[test]
    fn no_text_is_taken_for_a_formula() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-9", "'-9"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("\tx", "'\tx"),
            ("\t=x", "'\t'=x"),
            ("\rx", "\"'\rx\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            // What a spreadsheet that splits at semicolons or lines sees behind them.
            ("A;=1", "\"A;'=1\""),
            ("A\n=1", "\"A\n'=1\""),
            ("A;\"=1", "\"A;\"\"'=1\""),
            ("\"=1", "\"\"\"'=1\""),
            ("A; B-C", "\"A; B-C\""),
        ] {
            assert_eq!(text(cell), expected);
        }
    }
}

//! Lines of CSV (RFC 4180) that a spreadsheet opens without running anything.

/// Signs with which a spreadsheet takes a cell for a formula, or skips to one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell of text from people: quoted where it has to be, and with an apostrophe where it could be taken for a formula.
/// Numbers of ours are written as they are: a negative one is a number and no formula.
pub(crate) fn text(cell: &str) -> String {
    let harmless = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() };
    if harmless.contains([',', '"', '\r', '\n']) { format!("\"{}\"", harmless.replace('"', "\"\"")) } else { harmless }
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
        let cells = ["BIDAN", "DINAS, KOTA", "\"A\"", "B\nC", "", "a=b"];
        assert_eq!(cells.map(text).join("|"), "BIDAN|\"DINAS, KOTA\"|\"\"\"A\"\"\"|\"B\nC\"||a=b");
        assert_eq!(line(&[text("A"), "-9".into()]), "A,-9\r\n");
    }

    #[test]
    fn no_text_is_taken_for_a_formula() {
        let cells = ["=1+1", "+1", "-9", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"x\",\"y\")"];
        let expected = ["'=1+1", "'+1", "'-9", "'@SUM(A1)", "'\tx", "\"'\rx\"", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""];
        assert_eq!(cells.map(text), expected);
    }
}

use super::*;
use crate::traces::{SpanKind, SpanStatus, samples::span};

fn appointment() -> Vec<SpanRecord> {
    let of = |service: &str, kind, span| SpanRecord { service: service.to_owned(), kind, ..span };
    let failed = |message: &str, span| SpanRecord { status: SpanStatus::Error(message.to_owned()), ..span };
    vec![
        of("career", SpanKind::Consumer, failed("no such post", span(5, Some(4), "career.record_candidate", 90, 100))),
        span(3, Some(2), "recruitment.submit", 5, 30),
        of("client", SpanKind::Client, span(1, None, "submit", 0, 40)),
        of("recruitment", SpanKind::Server, span(2, Some(1), "SubmitApplication", 2, 38)),
        of("recruitment", SpanKind::Producer, span(4, Some(2), "outbox.publish", 31, 32)),
    ]
}

fn assert_drawn(spans: &[SpanRecord], width: usize, ascii: bool, expected: &[&str]) {
    let drawn = draw(spans, width, ascii);
    assert_eq!(drawn.lines().collect::<Vec<_>>(), expected, "\n{drawn}");
    assert!(drawn.lines().all(|line| line.chars().count() <= width));
}

#[test]
fn a_trace_is_a_tree_by_start() {
    assert_drawn(
        &appointment(),
        100,
        false,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "5 spans, 3 services, 100.00 ms, 1 error",
            "",
            "service      span                             kind      start ms  took ms",
            "client       submit                           client        0.00    40.00  █████████",
            "recruitment  └╴SubmitApplication              server        2.00    36.00  █████████",
            "recruitment    ├╴recruitment.submit           internal      5.00    25.00   ██████",
            "recruitment    └╴outbox.publish               producer     31.00     1.00         █",
            "career           └╴✗ career.record_candidate  consumer     90.00    10.00                       ███",
            "                     ✗ no such post",
        ],
    );
}

#[test]
fn plain_characters_draw_the_same_tree() {
    let mut spans = appointment();
    spans[1].name = "pelamar é".to_owned();
    let drawn = draw(&spans, 100, true);
    assert!(drawn.is_ascii());
    assert_drawn(
        &spans,
        100,
        true,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "5 spans, 3 services, 100.00 ms, 1 error",
            "",
            "service      span                             kind      start ms  took ms",
            "client       submit                           client        0.00    40.00  #########",
            "recruitment  `-SubmitApplication              server        2.00    36.00  #########",
            "recruitment    |-pelamar ?                    internal      5.00    25.00   ######",
            "recruitment    `-outbox.publish               producer     31.00     1.00         #",
            "career           `-! career.record_candidate  consumer     90.00    10.00                       ###",
            "                     ! no such post",
        ],
    );
}

#[test]
fn a_narrow_terminal_shortens_names_before_it_loses_the_bar() {
    assert_drawn(
        &appointment(),
        72,
        false,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "5 spans, 3 services, 100.00 ms, 1 error",
            "",
            "service      span                    kind      start ms  took ms",
            "client       submit                  client        0.00    40.00  ██",
            "recruitment  └╴SubmitApplication     server        2.00    36.00  ██",
            "recruitment    ├╴recruitment.submit  internal      5.00    25.00  █",
            "recruitment    └╴outbox.publish      producer     31.00     1.00   █",
            "career           └╴✗ career.record…  consumer     90.00    10.00       █",
            "                     ✗ no such post",
        ],
    );
}

#[test]
fn a_very_narrow_terminal_loses_the_bar_and_no_line_is_wider() {
    assert_drawn(
        &appointment(),
        50,
        false,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "5 spans, 3 services, 100.00 ms, 1 error",
            "",
            "service     span       kind      start ms  took ms",
            "client      submit     client        0.00    40.00",
            "recruitme…  └╴Submit…  server        2.00    36.00",
            "recruitme…    ├╴recr…  internal      5.00    25.00",
            "recruitme…    └╴outb…  producer     31.00     1.00",
            "career      … └╴✗ ca…  consumer     90.00    10.00",
            "            …     ✗ no such post",
        ],
    );
}

#[test]
fn orphans_and_several_roots_stand_at_the_left() {
    let spans = [span(1, None, "first", 0, 10), span(2, Some(9), "orphan", 5, 8), span(3, None, "second", 6, 20)];
    assert_drawn(
        &spans,
        80,
        true,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "3 spans, 1 service, 20.00 ms",
            "",
            "service      span    kind      start ms  took ms",
            "recruitment  first   internal      0.00    10.00  ############",
            "recruitment  orphan  internal      5.00     3.00        ###",
            "               parent 0000000000000009 is missing",
            "recruitment  second  internal      6.00    14.00         #################",
        ],
    );
}

#[test]
fn a_loop_is_drawn_once() {
    let spans = [
        span(1, Some(2), "a", 0, 10),
        span(2, Some(1), "b", 1, 9),
        span(3, Some(3), "self", 2, 3),
        span(2, Some(1), "b", 1, 9),
    ];
    assert_drawn(
        &spans,
        80,
        true,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "3 spans, 1 service, 10.00 ms",
            "",
            "service      span  kind      start ms  took ms",
            "recruitment  a     internal      0.00    10.00  ########################",
            "             | its parents form a loop",
            "recruitment  `-b   internal      1.00     8.00    ###################",
            "recruitment  self  internal      2.00     1.00      ###",
            "               its parents form a loop",
        ],
    );
}

#[test]
fn a_chain_keeps_its_branches_where_there_is_room() {
    let mut spans = vec![span(1, None, "a", 0, 6)];
    spans.extend((2..=6).map(|id| span(id, Some(id - 1), "a", id - 1, 6)));
    assert_drawn(
        &spans,
        80,
        true,
        &[
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "6 spans, 1 service, 6.00 ms",
            "",
            "service      span         kind      start ms  took ms",
            "recruitment  a            internal      0.00     6.00  ########################",
            "recruitment  `-a          internal      1.00     5.00      ####################",
            "recruitment    `-a        internal      2.00     4.00          ################",
            "recruitment      `-a      internal      3.00     3.00              ############",
            "recruitment        `-a    internal      4.00     2.00                  ########",
            "recruitment          `-a  internal      5.00     1.00                      ####",
        ],
    );
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let mut hostile = span(1, None, "a\u{1b}[2Jb", 0, 1);
    hostile.status = SpanStatus::Error("c\r\nd".to_owned());
    let drawn = draw(&[hostile], 80, false);
    assert!(drawn.contains("✗ a?[2Jb"));
    assert!(drawn.contains("✗ c??d"));
}

#[test]
fn a_clock_that_runs_backwards_and_a_deep_chain_are_drawn() {
    let mut spans = vec![span(1, None, "backwards", 10, 0)];
    spans.extend((2..20_000).map(|id| span(id, Some(id - 1), "deep", 10, 10)));
    let drawn = draw(&spans, 60, false);
    assert_eq!(drawn.lines().count(), 4 + spans.len());
    assert!(drawn.lines().all(|line| line.chars().count() <= 60));
    assert!(drawn.lines().last().is_some_and(|line| line.contains("╴deep")));
}

#[test]
fn an_empty_trace_has_no_tree() {
    assert_eq!(draw(&[], 80, false), "no spans\n");
}

#[test]
fn times_are_rounded_in_whole_numbers() {
    assert_eq!(columns::milliseconds(0), "0.00");
    assert_eq!(columns::milliseconds(4_999), "0.00");
    assert_eq!(columns::milliseconds(5_000), "0.01");
    assert_eq!(columns::milliseconds(u64::MAX), "18446744073709.55");
}

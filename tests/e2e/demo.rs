//! What a new user runs first: it works to its end, and says what the README says it says.

use siklus::demo;
use system_tests::world::{World, checks};

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_drives_the_loop_as_the_readme_tells_it() {
    // The events of four cities, not of one test.
    let world = World::with(|site| site.stream_bytes = 64 << 20).await;
    let told = words(&demo::run(&world.system).await.unwrap());
    for step in steps_of(include_str!("../../README.md")) {
        assert!(told.contains(&step), "the README tells of `{step}`, the demo:\n{told}");
    }
    checks::settle(&world.pool).await;
    let broken = checks::among_services(&mut world.connection().await).await;
    assert!(broken.is_empty(), "promises broken:\n{}", broken.join("\n"));
    world.close().await;
}

/// The rows of the README's table without their last column, which is a time.
fn steps_of(readme: &str) -> Vec<String> {
    let rows = readme.lines().skip_while(|line| !line.starts_with("step ")).skip(1).take_while(|line| !line.is_empty());
    let steps = rows.filter_map(|row| row.trim_end().rsplit_once(' '));
    let steps: Vec<String> = steps.map(|(step, _)| words(step)).collect();
    assert!(steps.len() > 2, "the README has no table of the demo");
    steps
}

/// The text with single blanks: how wide a column is says nothing.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

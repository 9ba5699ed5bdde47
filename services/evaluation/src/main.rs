//! `evaluation serve` and `evaluation migrate`.

use platform::Clock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::app::main(&evaluation::SERVICE, async |settings| evaluation::app::build(&settings, Clock::System).await)
        .await
}

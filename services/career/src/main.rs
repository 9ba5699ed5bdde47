//! `career serve` and `career migrate`.

use platform::Clock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::app::main(&career::SERVICE, async |settings| career::app::build(&settings, Clock::System).await).await
}

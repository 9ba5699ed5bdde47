//! `needs serve` and `needs migrate`.

use platform::Clock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::app::main(&needs::SERVICE, async |settings| needs::app::build(&settings, Clock::System).await).await
}

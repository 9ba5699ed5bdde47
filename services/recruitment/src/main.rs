//! `recruitment serve` and `recruitment migrate`.

use platform::Clock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::app::main(&recruitment::SERVICE, async |settings| recruitment::app::build(&settings, Clock::System).await)
        .await
}

//! Units, posts and who sits on them (*peta jabatan*).

pub(crate) mod import_positions;
pub(crate) mod import_units;
pub(crate) mod note_filled;
pub(crate) mod note_structure_change;
pub(crate) mod note_vacated;
pub(crate) mod set_unit_region;
pub(crate) mod tell_positions;

pub use import_positions::{PositionLine, import_positions};
pub use import_units::{UnitsImported, import_units};
pub use note_filled::{Filling, note_filled};
pub use note_structure_change::note_structure_change;
pub use note_vacated::{Vacating, note_vacated};
pub use set_unit_region::{SetUnitRegion, set_unit_region};
pub use tell_positions::tell_positions;

//! What a job asks for (*standar kompetensi jabatan*), as the needs service published it.

/// A competency standard of a position or of a job title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Name in the needs service.
    pub standard: String,
    /// Version of the standard when it was published.
    pub version: i64,
    /// Number of the revision in force.
    pub revision: i32,
    /// Whose standard it is.
    pub scope: StandardScope,
    /// What it asks for itself, without what is inherited.
    pub competencies: Vec<RequiredCompetency>,
    /// The act that sets it.
    pub regulation: String,
}

/// Whose standard it is; a position inherits from its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandardScope {
    /// Every position of a title.
    Title(String),
    /// One position, by its name in the needs service.
    Position(String),
}

/// A competency and the level asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredCompetency {
    /// Id of its dictionary.
    pub dictionary: String,
    /// Code in that dictionary.
    pub code: String,
    /// 1 to 5.
    pub level: i32,
}

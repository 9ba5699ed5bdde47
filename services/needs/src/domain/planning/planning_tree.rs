//! The tree of units as planning reads it: what lies below a unit, and which sector a unit is of.

use jiff::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

/// Sectors of government (*urusan*) that sums are made for.
pub const SECTORS: [&str; 6] = ["health", "education", "infrastructure", "tourism", "administration", "other"];

/// A unit as planning needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Id.
    pub id: Uuid,
    /// Unit above.
    pub parent: Option<Uuid>,
    /// All names from the root.
    pub path: String,
    /// Its own sector; empty when it has none.
    pub sector: String,
    /// When it was first imported.
    pub create_time: Timestamp,
}

/// All units of an instansi, first imported first.
#[derive(Clone, Debug, Default)]
pub struct PlanningTree {
    nodes: Vec<Node>,
    index: HashMap<Uuid, usize>,
}

impl PlanningTree {
    /// Makes the tree of its units.
    pub fn new(nodes: Vec<Node>) -> Self {
        let index = nodes.iter().enumerate().map(|(index, node)| (node.id, index)).collect();
        Self { nodes, index }
    }

    /// One unit.
    pub fn node(&self, id: Uuid) -> Option<&Node> {
        self.index.get(&id).map(|index| &self.nodes[*index])
    }

    /// Sector of a unit: its own, or that of the nearest unit above that has one; empty when none has.
    pub fn sector(&self, id: Uuid) -> &str {
        let own = |id: &Uuid| self.node(*id).map_or("", |node| node.sector.as_str());
        self.upwards(id).iter().map(own).find(|sector| !sector.is_empty()).unwrap_or("")
    }

    /// The unit and all above it, itself first. A circle, which no import makes, ends where it would begin again.
    pub fn upwards(&self, id: Uuid) -> Vec<Uuid> {
        let mut line = Vec::new();
        let mut next = self.node(id);
        while let Some(node) = next.filter(|node| !line.contains(&node.id)) {
            line.push(node.id);
            next = node.parent.and_then(|parent| self.node(parent));
        }
        line
    }

    /// The unit and all below it, or all units, first imported first.
    pub fn scope(&self, root: Option<Uuid>) -> Vec<Uuid> {
        let ids = self.nodes.iter().map(|node| node.id);
        ids.filter(|id| root.is_none_or(|root| self.upwards(*id).contains(&root))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: u128, parent: Option<u128>, sector: &str) -> Node {
        let (path, parent) = (id.to_string(), parent.map(Uuid::from_u128));
        Node { id: Uuid::from_u128(id), parent, path, sector: sector.into(), create_time: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_tree_is_walked_up_and_down() {
        let below = [node(2, Some(1), "health"), node(3, Some(2), ""), node(4, Some(1), "")];
        let tree = PlanningTree::new([node(1, None, "")].into_iter().chain(below).collect());
        let ids = |ids: &[u128]| ids.iter().copied().map(Uuid::from_u128).collect::<Vec<_>>();
        assert_eq!(tree.upwards(Uuid::from_u128(3)), ids(&[3, 2, 1]));
        assert_eq!(tree.scope(Some(Uuid::from_u128(2))), ids(&[2, 3]));
        assert_eq!(tree.scope(Some(Uuid::from_u128(9))), ids(&[]));
        assert_eq!(tree.scope(None), ids(&[1, 2, 3, 4]));
        assert_eq!([1, 2, 3, 4].map(|id| tree.sector(Uuid::from_u128(id))), ["", "health", "health", ""]);
    }

    #[test]
    fn a_circle_ends() {
        let tree = PlanningTree::new(vec![node(1, Some(2), ""), node(2, Some(1), "")]);
        assert_eq!(tree.upwards(Uuid::from_u128(1)).len(), 2);
    }
}

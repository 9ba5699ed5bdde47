//! Groups that are too small to be told of: figures about few people are figures about each of them.

/// Which groups, of so many people each and all that a wider group consists of, are not told: those of too few people, and where
/// these are too few together, the smallest of the others.
pub fn withheld(people: &[usize], smallest: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> = people.iter().map(|people| *people < smallest).collect();
    while let Some(next) = neighbour((0..people.len()).map(|at| (at, people[at], hidden[at])), smallest) {
        hidden[next] = true;
    }
    hidden
}

/// The smallest group that is told, where those of the same wider group that are not told are too few people together: what is
/// known of the wider group less what is told would else be the figures of the few.
pub fn neighbour<K>(groups: impl IntoIterator<Item = (K, usize, bool)>, smallest: usize) -> Option<K> {
    let (hidden, told): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, _, hidden)| *hidden);
    let people: usize = hidden.iter().map(|(_, people, _)| *people).sum();
    let next = told.into_iter().min_by_key(|(_, people, _)| *people).map(|(key, _, _)| key);
    next.filter(|_| (1..smallest).contains(&people))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_not_told_of_nor_their_smallest_neighbour() {
        assert_eq!(withheld(&[9, 4, 7, 8], 5), [false, true, true, false]);
    }

    #[test]
    fn enough_people_hide_each_other() {
        assert_eq!(withheld(&[9, 3, 2], 5), [false, true, true]);
    }

    #[test]
    fn large_groups_are_told_and_one_alone_has_no_neighbour() {
        assert_eq!(withheld(&[5, 6], 5), [false, false]);
        assert_eq!(withheld(&[1], 5), [true]);
        assert!(withheld(&[], 5).is_empty());
    }
}

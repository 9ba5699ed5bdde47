//! Which seats to choose under a ceiling of posts and one of money, exactly.
//!
//! The model is linear: a seat closes one place of the shortage and counts the weight of its position, the first as much as
//! the last. So seats of the same weight and cost are alike, and however many positions there are, only as many groups
//! count as there are different pairs: cost goes by job class, of which there are eighteen, weight by a few sectors and
//! units. With a ceiling of posts alone, the heaviest seats first is exact. With money it is a bounded knapsack, which branch
//! and bound over the groups solves. The bound is the linear relaxation: money gets a price (a Lagrange multiplier), and for
//! any price the best choice of posts is found by sorting; the best price is found exactly, because the bound is convex and
//! made of straight lines. All of it is integers and fractions of integers. A solver crate computes in floating point,
//! so its answer and bound would have to be proven again by what is written here.

use num_integer::Integer;

/// Seats of the same weight and cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// What a seat counts, more than 0.
    pub weight: i64,
    /// What a seat costs, more than 0.
    pub cost: i64,
    /// Seats there are.
    pub most: i64,
}

/// What may not be passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ceilings {
    /// Seats.
    pub posts: Option<i64>,
    /// Rupiah a year.
    pub rupiah: Option<i64>,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Seats of each group.
    pub seats: Vec<i64>,
    /// Weight of all seats.
    pub value: i64,
    /// No choice weighs more.
    pub bound: i64,
}

/// A price of money, `weight / rupiah`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Price {
    weight: i128,
    rupiah: i128,
}

/// The best choice for one price, and where it would lead.
struct Priced {
    value: i128,
    cost: i128,
}

/// What is still free.
#[derive(Clone, Copy, Debug)]
struct Room {
    posts: i128,
    rupiah: i128,
}

/// Chooses seats so that they weigh most. Where `steps` do not suffice for the proof, the choice is the best one met and
/// `bound` tells how far from the best it can be at most.
pub fn choose(groups: &[Group], ceilings: Ceilings, steps: u64) -> Choice {
    let groups = &affordable(groups, ceilings)[..];
    let all: i128 = groups.iter().map(|group| i128::from(group.most)).sum();
    let worth: i128 = groups.iter().map(|group| i128::from(group.most) * i128::from(group.cost)).sum();
    let room = Room {
        posts: ceilings.posts.map_or(all, i128::from).clamp(0, all),
        rupiah: ceilings.rupiah.map_or(worth, i128::from).clamp(0, worth),
    };
    let price = best_price(groups, room);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(reduced(&groups[*index], price)), groups[*index].cost));
    let mut search = Search::new(groups, order, price, steps);
    let bound = search.bound(0, room, 0);
    let none = || vec![0; groups.len()];
    search.best = fill(groups, room, &search.order, none());
    for other in [&search.by_ratio, &by_weight(groups)] {
        let seats = fill(groups, room, other, none());
        if weight_of(groups, &seats) > weight_of(groups, &search.best) {
            search.best = seats;
        }
    }
    search.value = weight_of(groups, &search.best);
    let proven = search.value == bound || search.run(room);
    // A search that was cut short may have left room.
    let seats = fill(groups, room, &search.order, search.best);
    let value = weight_of(groups, &seats);
    // Sums of weights fit: there are at most 10¹⁰ seats of at most 10⁸.
    let small = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
    Choice { seats, value: small(value), bound: small(if proven { value } else { bound }) }
}

/// The groups, each without the seats that would pass a ceiling even if nothing else were chosen. It keeps bounds close, and
/// products of sums within their numbers.
fn affordable(groups: &[Group], ceilings: Ceilings) -> Vec<Group> {
    let most = |group: &Group| {
        let paid = ceilings.rupiah.map_or(group.most, |rupiah| rupiah / group.cost);
        group.most.min(paid).min(ceilings.posts.unwrap_or(group.most)).max(0)
    };
    groups.iter().map(|group| Group { most: most(group), ..*group }).collect()
}

/// What a seat weighs after its money is paid for, times `price.rupiah`.
fn reduced(group: &Group, price: Price) -> i128 {
    i128::from(group.weight) * price.rupiah - i128::from(group.cost) * price.weight
}

fn weight_of(groups: &[Group], seats: &[i64]) -> i128 {
    groups.iter().zip(seats).map(|(group, seats)| i128::from(group.weight) * i128::from(*seats)).sum()
}

fn by_weight(groups: &[Group]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(groups[*index].weight), groups[*index].cost));
    order
}

/// Adds of each group in turn as many as there is room for.
fn fill(groups: &[Group], room: Room, order: &[usize], mut seats: Vec<i64>) -> Vec<i64> {
    let taken = groups.iter().zip(&seats);
    let mut room = taken.fold(room, |room, (group, seats)| less(room, group, i128::from(*seats)));
    for &index in order {
        let rest = Group { most: groups[index].most - seats[index], ..groups[index] };
        let more = most_of(&rest, room);
        room = less(room, &rest, more);
        seats[index] += i64::try_from(more).unwrap_or(0);
    }
    seats
}

fn most_of(group: &Group, room: Room) -> i128 {
    i128::from(group.most).min(room.posts).min(room.rupiah / i128::from(group.cost))
}

fn less(room: Room, group: &Group, seats: i128) -> Room {
    Room { posts: room.posts - seats, rupiah: room.rupiah - seats * i128::from(group.cost) }
}

/// The price that makes the bound of the whole lowest. Each choice bounds by a straight line over the price; the lowest
/// point of all lines lies where two of them cross, one falling and one rising.
fn best_price(groups: &[Group], room: Room) -> Price {
    let free = Price { weight: 0, rupiah: 1 };
    let mut falling = priced(groups, room.posts, free);
    if falling.cost <= room.rupiah {
        return free;
    }
    let mut rising = Priced { value: 0, cost: 0 };
    loop {
        let (weight, rupiah) = (falling.value - rising.value, falling.cost - rising.cost);
        let shared = weight.gcd(&rupiah).max(1);
        let price = Price { weight: weight / shared, rupiah: rupiah / shared };
        let line = |choice: &Priced| choice.value * price.rupiah + price.weight * (room.rupiah - choice.cost);
        let found = priced(groups, room.posts, price);
        if line(&found) <= line(&falling) {
            return price;
        }
        if found.cost > room.rupiah { falling = found } else { rising = found }
    }
}

/// The best choice of posts when money has a price and no ceiling.
fn priced(groups: &[Group], posts: i128, price: Price) -> Priced {
    let mut order: Vec<(i128, &Group)> = groups.iter().map(|group| (reduced(group, price), group)).collect();
    order.sort_by_key(|(reduced, group)| (std::cmp::Reverse(*reduced), group.cost));
    let (mut left, mut found) = (posts, Priced { value: 0, cost: 0 });
    for (_, group) in order.into_iter().take_while(|(reduced, _)| *reduced > 0) {
        let taken = i128::from(group.most).min(left);
        left -= taken;
        found.value += taken * i128::from(group.weight);
        found.cost += taken * i128::from(group.cost);
    }
    found
}

/// Depth first over the groups, most promising first.
struct Search<'g> {
    groups: &'g [Group],
    order: Vec<usize>,
    /// The groups by weight for a rupiah, each with its place in `order`.
    by_ratio: Vec<usize>,
    place: Vec<usize>,
    price: Price,
    steps: u64,
    best: Vec<i64>,
    value: i128,
}

/// A group that is being tried: seats to try next, and what was free and counted before it.
struct Level {
    next: i128,
    most: i128,
    room: Room,
    value: i128,
}

impl<'g> Search<'g> {
    fn new(groups: &'g [Group], order: Vec<usize>, price: Price, steps: u64) -> Self {
        let mut by_ratio: Vec<usize> = (0..groups.len()).collect();
        by_ratio.sort_by(|left, right| {
            let (left, right) = (&groups[*left], &groups[*right]);
            let cross = |one: &Group, other: &Group| i128::from(one.weight) * i128::from(other.cost);
            cross(right, left).cmp(&cross(left, right)).then(left.cost.cmp(&right.cost))
        });
        let mut place = vec![0; groups.len()];
        for (at, index) in order.iter().enumerate() {
            place[*index] = at;
        }
        Self { groups, order, by_ratio, place, price, steps, best: Vec::new(), value: 0 }
    }

    /// No choice from the groups of `order[from..]` that fits into `room` makes more than this of `value`.
    fn bound(&self, from: usize, room: Room, value: i128) -> i128 {
        value + self.priced_bound(from, room).min(self.money_bound(from, room))
    }

    fn priced_bound(&self, from: usize, room: Room) -> i128 {
        let (mut left, mut sum) = (room.posts, self.price.weight * room.rupiah);
        for &index in &self.order[from..] {
            let reduced = reduced(&self.groups[index], self.price);
            if left == 0 || reduced <= 0 {
                break;
            }
            let taken = i128::from(self.groups[index].most).min(left);
            left -= taken;
            sum += taken * reduced;
        }
        sum / self.price.rupiah
    }

    /// The best for the money alone, the last seat in part.
    fn money_bound(&self, from: usize, room: Room) -> i128 {
        let (mut left, mut sum) = (room.rupiah, 0);
        for &index in self.by_ratio.iter().filter(|index| self.place[**index] >= from) {
            let group = &self.groups[index];
            let (weight, cost) = (i128::from(group.weight), i128::from(group.cost));
            let taken = i128::from(group.most).min(left / cost);
            left -= taken * cost;
            sum += taken * weight;
            if taken < i128::from(group.most) {
                return sum + left * weight / cost;
            }
        }
        sum
    }

    /// Looks at everything that can still be better. Returns whether it came to the end.
    fn run(&mut self, room: Room) -> bool {
        let mut seats = vec![0_i64; self.groups.len()];
        let mut levels = vec![self.level(0, room, 0)];
        while let Some(depth) = levels.len().checked_sub(1) {
            let index = self.order[depth];
            let level = &mut levels[depth];
            if level.next < 0 || level.next > level.most {
                seats[index] = 0;
                levels.pop();
                continue;
            }
            let taken = level.next;
            // Where a seat is worth its price, fewer of them bound lower; elsewhere more do.
            let worth = reduced(&self.groups[index], self.price) >= 0;
            level.next += if worth { -1 } else { 1 };
            let room = less(level.room, &self.groups[index], taken);
            let value = level.value + taken * i128::from(self.groups[index].weight);
            // Both bounds look at each group once.
            let Some(left) = self.steps.checked_sub(2 * self.order.len() as u64) else { return false };
            self.steps = left;
            seats[index] = i64::try_from(taken).unwrap_or(0);
            if value > self.value {
                (self.value, self.best) = (value, seats.clone());
            }
            if value + self.priced_bound(depth + 1, room) <= self.value {
                levels[depth].next = -1;
            } else if depth + 1 < self.order.len() && value + self.money_bound(depth + 1, room) > self.value {
                let next = self.level(depth + 1, room, value);
                levels.push(next);
            }
        }
        true
    }

    fn level(&self, depth: usize, room: Room, value: i128) -> Level {
        let group = &self.groups[self.order[depth]];
        let most = most_of(group, room);
        let next = if reduced(group, self.price) >= 0 { most } else { 0 };
        Level { next, most, room, value }
    }
}

#[cfg(test)]
#[path = "knapsack_tests.rs"]
mod tests;

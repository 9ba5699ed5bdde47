//! The sums of a survey (*rekapitulasi*): how often each answer was given. They are all that is kept of any answer, and all
//! that an index needs.

use crate::domain::{
    questionnaire::{Answer, Question},
    survey_element::Element,
};
use num_rational::BigRational;
use std::collections::BTreeMap;

/// How an answer came in (*saluran*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By an invitation code.
    Code,
    /// By an open link.
    Link,
    /// On paper.
    Paper,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Code, Self::Link, Self::Paper];

    /// The word it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
            Self::Paper => "paper",
        }
    }

    /// Reads a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

/// Respondents by how they answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Respondents {
    /// By an invitation code.
    pub by_code: i64,
    /// By an open link.
    pub by_link: i64,
    /// On paper.
    pub by_paper: i64,
}

impl Respondents {
    /// All of them.
    pub fn all(self) -> i64 {
        self.by_code + self.by_link + self.by_paper
    }

    /// Adds so many of a channel.
    pub fn count(&mut self, channel: Channel, people: i64) {
        match channel {
            Channel::Code => self.by_code += people,
            Channel::Link => self.by_link += people,
            Channel::Paper => self.by_paper += people,
        }
    }
}

/// Every choice of a questionnaire in one order: those of the elements by their names, then those of questions by their keys.
pub fn cells(questions: &[Question]) -> impl Iterator<Item = (&str, i16)> {
    let elements = Element::ALL.into_iter().flat_map(|element| (1..=4).map(move |choice| (element.as_str(), choice)));
    let choices = |question: &Question| question.choices.len() as i16;
    let questions = questions
        .iter()
        .flat_map(move |question| (1..=choices(question)).map(|choice| (question.key.as_str(), choice)));
    elements.chain(questions)
}

/// How often each answer was given, of elements and of questions beyond them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Respondents.
    pub respondents: Respondents,
    /// Answers 1 to 4 of each element, by its place.
    elements: [[i64; 4]; 9],
    questions: BTreeMap<(String, i16), i64>,
}

impl Tally {
    /// Respondents whose answers are still to be counted in.
    pub fn answered_by(respondents: Respondents) -> Self {
        Self { respondents, ..Self::default() }
    }

    /// Adds the answer of one person.
    pub fn add(&mut self, answer: &Answer, questions: &[Question], channel: Channel) {
        self.respondents.count(channel, 1);
        for element in Element::ALL {
            if let Some(value) = answer.of(element) {
                self.count_element(element, i16::from(value), 1);
            }
        }
        for (place, choice) in answer.questions() {
            if let Some(question) = questions.get(*place) {
                self.count(&question.key, *choice, 1);
            }
        }
    }

    /// Adds so many of one choice of a question, or of an element by its name.
    pub fn count(&mut self, question: &str, choice: i16, answers: i64) {
        match Element::parse(question) {
            Some(element) => self.count_element(element, choice, answers),
            None => *self.questions.entry((question.to_owned(), choice)).or_default() += answers,
        }
    }

    fn count_element(&mut self, element: Element, answer: i16, answers: i64) {
        for (cell, number) in self.elements[element.place()].iter_mut().zip(1_i16..) {
            if number == answer {
                *cell += answers;
            }
        }
    }

    /// How often each choice was taken, in the order of [`cells`].
    pub fn row(&self, questions: &[Question]) -> Vec<i64> {
        cells(questions).map(|(question, choice)| self.of(question, choice)).collect()
    }

    /// Adds such a row.
    pub fn count_row(&mut self, questions: &[Question], row: &[i64]) {
        for ((question, choice), answers) in cells(questions).zip(row) {
            self.count(question, choice, *answers);
        }
    }

    /// How often a choice of a question was taken, or of an element by its name.
    pub fn of(&self, question: &str, choice: i16) -> i64 {
        match Element::parse(question) {
            Some(element) => {
                self.of_element(element).into_iter().zip(1_i16..).find(|(_, n)| *n == choice).map_or(0, |(n, _)| n)
            }
            None => self.of_question(question, choice),
        }
    }

    /// Everything that was answered: elements by their names, questions by their keys, with choice and how often.
    pub fn counts(&self) -> impl Iterator<Item = (&str, i16, i64)> {
        let elements = Element::ALL.into_iter().flat_map(|element| {
            let cells = self.of_element(element).into_iter().zip(1_i16..);
            cells.map(move |(answers, choice)| (element.as_str(), choice, answers))
        });
        let questions = self.questions.iter().map(|((key, choice), answers)| (key.as_str(), *choice, *answers));
        elements.chain(questions).filter(|(_, _, answers)| *answers != 0)
    }

    /// How often a choice of a question beyond the elements was taken.
    pub fn of_question(&self, key: &str, choice: i16) -> i64 {
        self.questions.get(&(key.to_owned(), choice)).copied().unwrap_or_default()
    }

    /// Answers 1, 2, 3 and 4 of an element.
    pub fn of_element(&self, element: Element) -> [i64; 4] {
        self.elements[element.place()]
    }

    /// Sum of an element's answers, and how many there are.
    pub fn sum(&self, element: Element) -> (i64, i64) {
        let counts = self.of_element(element);
        let sum = counts.iter().zip(1_i64..).map(|(count, answer)| count * answer).sum();
        (sum, counts.iter().sum())
    }

    /// Average answer of an element (*nilai rata-rata unsur*, NRR); none where nobody answered.
    pub fn average(&self, element: Element) -> Option<BigRational> {
        let (sum, answers) = self.sum(element);
        (answers > 0).then(|| BigRational::new(sum.into(), answers.into()))
    }
}

/// The sums of a survey, with those of open links apart where they may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// All answers.
    pub all: Tally,
    /// Those of them by open links. None where so few people answered by them, or so few otherwise, that they say what single
    /// persons answered: such sums are not kept.
    pub links: Option<Tally>,
}

impl Sums {
    /// Sums whose answers are still to be counted in.
    pub fn answered_by(respondents: Respondents) -> Self {
        Self { all: Tally::answered_by(respondents), links: None }
    }

    /// The sums of a survey that ends. `smallest` people are enough to be told apart.
    pub fn of(all: Tally, links: Tally, smallest: i64) -> Self {
        let by_link = all.respondents.by_link;
        let apart = by_link >= smallest && all.respondents.all() - by_link >= smallest;
        Self { all, links: apart.then_some(links) }
    }

    /// Those that did not come by open links.
    pub fn without_links(&self) -> Option<Tally> {
        let links = self.links.as_ref()?;
        let mut rest = self.all.clone();
        rest.respondents.by_link = 0;
        for (question, choice, answers) in links.counts() {
            rest.count(question, choice, -answers);
        }
        Some(rest)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::questionnaire::Given;

    fn questions() -> Vec<Question> {
        let choices = vec!["Loket".to_owned(), "Daring".to_owned()];
        vec![Question { key: "channel".into(), text: "Lewat mana?".into(), choices }]
    }

    fn answer(of: i32, time: i32, channel: i32) -> Answer {
        let value = |element| if element == Element::Time { time } else { of };
        let elements = Element::ALL.map(|element| (Some(element), value(element))).to_vec();
        Answer::check(&Given { elements, questions: vec![("channel".into(), channel)] }, &questions()).unwrap()
    }

    #[test]
    fn answers_only_leave_sums() {
        let mut tally = Tally::default();
        tally.add(&answer(4, 1, 2), &questions(), Channel::Code);
        tally.add(&answer(4, 2, 2), &questions(), Channel::Paper);
        tally.add(&answer(3, 2, 1), &questions(), Channel::Link);
        assert_eq!(tally.respondents, Respondents { by_code: 1, by_link: 1, by_paper: 1 });
        assert_eq!((tally.of_element(Element::Time), tally.sum(Element::Time)), ([1, 2, 0, 0], (5, 3)));
        assert_eq!(tally.average(Element::Time), Some(BigRational::new(5.into(), 3.into())));
        assert_eq!([1, 2, 3].map(|choice| tally.of_question("channel", choice)), [1, 2, 0]);
        let told: Vec<_> = tally.counts().filter(|(question, _, _)| ["time", "channel"].contains(question)).collect();
        assert_eq!(told, [("time", 1, 1), ("time", 2, 2), ("channel", 1, 1), ("channel", 2, 2)]);
    }

    #[test]
    fn the_order_of_answers_leaves_no_trace() {
        let (first, second) = (answer(1, 4, 1), answer(2, 3, 2));
        let tally = |answers: [&Answer; 2]| {
            let mut tally = Tally::default();
            for answer in answers {
                tally.add(answer, &questions(), Channel::Code);
            }
            tally
        };
        assert_eq!(tally([&first, &second]), tally([&second, &first]));
    }

    #[test]
    fn a_row_holds_every_choice_and_gives_the_tally_back() {
        let mut tally = Tally::default();
        tally.add(&answer(4, 1, 2), &questions(), Channel::Code);
        let row = tally.row(&questions());
        assert_eq!((row.len(), row.iter().sum::<i64>()), (38, 10));
        assert_eq!((row[3], row[8], row[36..].to_vec()), (1, 1, vec![0, 1]));
        let mut again = Tally::answered_by(tally.respondents);
        again.count_row(&questions(), &row);
        assert_eq!(again.row(&questions()), row);
        assert_eq!(again.counts().collect::<Vec<_>>(), tally.counts().collect::<Vec<_>>());
    }

    #[test]
    fn answers_by_links_are_told_apart_where_they_and_the_others_are_enough() {
        let sums = |by_link: i64, by_code: i64| {
            let (mut all, mut links) = (Tally::default(), Tally::default());
            for n in 0..by_link + by_code {
                let channel = if n < by_link { Channel::Link } else { Channel::Code };
                let one = if n < by_link { answer(1, 1, 1) } else { answer(4, 4, 2) };
                all.add(&one, &questions(), channel);
                if n < by_link {
                    links.add(&one, &questions(), channel);
                }
            }
            Sums::of(all, links, 5)
        };
        for (by_link, by_code) in [(4, 20), (20, 4), (0, 20), (20, 0)] {
            assert_eq!(sums(by_link, by_code).without_links(), None, "{by_link} {by_code}");
        }
        let rest = sums(20, 5).without_links().unwrap();
        assert_eq!(rest.respondents, Respondents { by_code: 5, by_link: 0, by_paper: 0 });
        assert_eq!((rest.of_element(Element::Time), rest.of_question("channel", 1)), ([0, 0, 0, 5], 0));
    }

    #[test]
    fn nobody_has_no_average() {
        assert_eq!(Tally::default().average(Element::Cost), None);
    }
}
